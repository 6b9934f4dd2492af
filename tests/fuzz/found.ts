/** Inputs that once made a target throw, hang, or say what is not so, each with what was wrong. They stay for ever. */

export interface Found {
  target: string;
  what: string;
  /** Base64 of the input. */
  input: string;
}

export const FOUND: readonly Found[] = [
  {
    target: 'line',
    what: 'a byte beyond ASCII was read as the second of two base64url digits: two lines, one entry',
    input:
      'ZXlKaGJHY2lPaUpGWkRJMU5URTVJaXdpYTJsa0lqb2lXVjh5ZFVkWFlreFBWbUZvYnpJdE9UZFBVbFZ1VGtwWU1HUlZSMnBTTVZwdFlYSmtkSEEwYjBvMlp5SXNJblI1Y0NJNkltMXBiblYwYVdWeUxURXJhbmR6SW4wLmV5SjBlWEJsSWpvaWEyVjVMbUZrWkNJc0luTmxjU0k2TVN3aWNISmxkaUk2SWtKV2VGbDJlazgzYzBkMlNtdFpRVFk0Y21jMFlVUTNNVzVJWkhGd2VrODVSRFpOVDFCRmFHeHpjekFpTENKaGRDSTZNVGM1Tfpjd01EQXdNREF3TUN3aWEyVjVJam9pUkc5UU1HdFdUMmhYYzI1TVpFcG1NemhpYkdSTVJHWkdXRmMxWmt0TVVuTk5NRFJSVEdaRmFrcFFVU0lzSW5KdmJHVWlPaUp6WlhKMlpYSWlMQ0p6ZEc5eVpTSTZJbk41YzNSbGJTSjkud2dONlVjdkk2RmRHU0pvMzZvX083Y3dxQUhldkNLcktiY215a1Q1aDlyWlluQ21Mc1dkRExzQ0NKQkkxY0pQVWlHV0JWZ1k2enpYdU03dGkxRHZJREE=',
  },
  {
    target: 'disclosure-text',
    what: 'the same in a disclosure',
    input:
      'V3lKcVRWQlFMVXhFVkV0ck5tYzFSRzR5YVZOblF5MVJJaXdpY0dsamRIVnlaUzR3SWl4N0ltRjBJam94Tnprek56QXdNVEF3TURBd0xDSjBjbWxuWjJWeUlqb2liVzl0Wlc1MElpd2laR2x6Y0d4aGVTSTZJa1JRTFRFaUxDSmlZV05yWlc1a0lqb2libTlrWlMxelkzSmxaVzXGYUc5MGN5SXNJbUpzZFhKeVpXUWlPakFzSW5Ob1lUSTFOaUk2SW1KaU5tUXpZVEU0TXpRM01EZGhZekZqTjJVeE1tVmhOR1pqWm1KaVpqaGtZamhrWm1Ka01XVXdOemt3TXpWaVlqRXdOVGxsTURsbU0yWmhaV05pTW1RaUxDSmllWFJsY3lJNk16UXNJbmRwWkhSb0lqb3hPVEl3TENKb1pXbG5hSFFpT2pFd09EQjlYUQ==',
  },
];
