/**
 * What a source file imports and names, read from its syntax tree (not by pattern, so comments and strings do not
 * count and `import('x').T` does). Used by the architecture tests.
 */
import { parseSync } from 'vite';

export interface Import {
  specifier: string;
  /** True if nothing of it is left when the program runs. */
  typeOnly: boolean;
}

export interface SourceFacts {
  imports: Import[];
  /** Every identifier, and every member access as `object.member` (`window.desktop`, also when destructured). */
  names: Set<string>;
  /** `fetch` of `fetch(…)`, and `Date` of `new Date()` as `new Date()`. Only calls by a plain or member name. */
  calls: Set<string>;
}

type Node = { readonly type: string } & Readonly<Record<string, unknown>>;

/** Throws with the parser's message if the text is no TypeScript. */
export function sourceFacts(path: string, text: string): SourceFacts {
  const { program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  const facts: SourceFacts = { imports: [], names: new Set(), calls: new Set() };
  visit(program, facts);
  return facts;
}

function visit(value: unknown, facts: SourceFacts): void {
  if (Array.isArray(value)) {
    for (const each of value) visit(each, facts);
    return;
  }
  if (!isNode(value)) return;
  noteImport(value, facts);
  noteNames(value, facts);
  for (const child of Object.values(value)) visit(child, facts);
}

function noteImport(node: Node, facts: SourceFacts): void {
  const specifier = importedFrom(node);
  if (specifier === null) return;
  facts.imports.push({ specifier, typeOnly: isTypeOnly(node) });
}

function importedFrom(node: Node): string | null {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
    case 'ImportExpression':
    case 'TSImportType':
      return literal(node.source) ?? literal(node.argument);
    case 'TSExternalModuleReference':
      return literal(node.expression);
    case 'CallExpression':
      return nameOf(node.callee) === 'require' && Array.isArray(node.arguments)
        ? literal(node.arguments[0])
        : null;
    default:
      return null;
  }
}

function isTypeOnly(node: Node): boolean {
  if (node.type === 'TSImportType' || node.importKind === 'type' || node.exportKind === 'type') return true;
  const { specifiers } = node;
  if (node.type !== 'ImportDeclaration' || !Array.isArray(specifiers) || specifiers.length === 0)
    return false;
  return specifiers.every((each) => isNode(each) && each.importKind === 'type');
}

function noteNames(node: Node, facts: SourceFacts): void {
  const name = nameOf(node);
  if (name !== null) facts.names.add(name);
  if (node.type === 'CallExpression') addIfNamed(facts.calls, nameOf(node.callee), '');
  if (node.type === 'NewExpression' && Array.isArray(node.arguments) && node.arguments.length === 0) {
    addIfNamed(facts.calls, nameOf(node.callee), 'new ');
  }
  if (node.type === 'VariableDeclarator') noteDestructured(node, facts);
}

function addIfNamed(calls: Set<string>, name: string | null, prefix: '' | 'new '): void {
  if (name !== null) calls.add(prefix === '' ? name : `${prefix}${name}()`);
}

/** `const { env } = process` names `process.env` too. */
function noteDestructured(node: Node, facts: SourceFacts): void {
  const from = nameOf(node.init);
  const pattern = node.id;
  if (from === null || !isNode(pattern) || !Array.isArray(pattern.properties)) return;
  for (const property of pattern.properties) {
    const key = isNode(property) ? nameOf(property.key) : null;
    if (key !== null) facts.names.add(`${from}.${key}`);
  }
}

/** `a` or `a.b.c`, also through `globalThis.`, `a?.b` and `a['b']`; null for anything else. */
function nameOf(value: unknown): string | null {
  if (!isNode(value)) return null;
  if (value.type === 'ChainExpression') return nameOf(value.expression);
  if (value.type === 'Identifier') return typeof value.name === 'string' ? value.name : null;
  if (value.type !== 'MemberExpression') return null;
  const object = nameOf(value.object);
  const member = value.computed === true ? literal(value.property) : nameOf(value.property);
  if (object === null || member === null) return null;
  return object === 'globalThis' ? member : `${object}.${member}`;
}

function literal(value: unknown): string | null {
  return isNode(value) && value.type === 'Literal' && typeof value.value === 'string' ? value.value : null;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
