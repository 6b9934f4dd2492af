/**
 * Sends a mail by SMTP. Promises: what resolved was taken by the mail server; what was not rejects with its code alone,
 * for its text can hold an address.
 */
import { createTransport } from 'nodemailer';
import { z } from 'zod';

export interface Mail {
  to: { name: string; address: string };
  subject: string;
  /** Plain text; lines of any length. */
  text: string;
  language: 'en' | 'fr';
  /** The same for the same mail: a second copy after a crash is known as one. */
  id: string;
}

export interface Mailer {
  send(mail: Mail): Promise<void>;
}

/** `EAUTH`, `ECONNECTION`, `550` …: what a log may say of it. */
export class MailFault extends Error {
  override readonly name = 'MailFault';

  constructor(
    code: string,
    /** Nobody answered, or not with a word about this mail: the next one would fare no better. */
    readonly isAway: boolean,
  ) {
    super(code);
  }
}

/** A mail server that does not answer is asked again in a minute. */
const PATIENCE_MS = 10_000;

const FaultSchema = z.object({ code: z.string().optional(), responseCode: z.number().optional() });

/** `smtp`: `smtp://user:password@host:587` or `smtps://…`. `from`: an address, or `Name <address>`. */
export function createMailer({ smtp, from }: { smtp: string; from: string }): Mailer {
  const transport = createTransport(
    {
      url: smtp,
      // Nothing of a mail is read from a file or an address, whatever its text says.
      disableFileAccess: true,
      disableUrlAccess: true,
      connectionTimeout: PATIENCE_MS,
      greetingTimeout: PATIENCE_MS,
      socketTimeout: 2 * PATIENCE_MS,
    },
    { from },
  );
  const domain = /@([^>\s]+)>?$/.exec(from)?.[1] ?? 'localhost';
  return {
    async send({ to, subject, text, language, id }) {
      try {
        await transport.sendMail({
          to,
          subject,
          text,
          messageId: `<${id}@${domain}>`,
          headers: { 'Content-Language': language, 'Auto-Submitted': 'auto-generated' },
        });
      } catch (error) {
        const { code, responseCode } = FaultSchema.safeParse(error).data ?? {};
        throw new MailFault(`${code ?? 'no code'} ${responseCode ?? ''}`.trim(), responseCode === undefined);
      }
    },
  };
}
