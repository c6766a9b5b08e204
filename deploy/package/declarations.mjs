import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

/**
 * Writes the declarations of modules and of all that those refer to. Private libraries become files beside them, as
 * nobody could install them.
 *
 * @param {readonly string[]} entries files below the project
 * @param {{ root: string, outDir: string }} folders
 * @returns {readonly string[]} what they import from packages of others
 */
export function writeDeclarations(entries, { root, outDir }) {
  const reached = new Set(entries.map((entry) => join(root, entry)));
  const declarations = emit([...reached], root);
  const others = new Set();
  for (const source of reached) {
    const { text, references } = declarations.get(source);
    for (const target of references.values()) reached.add(target);
    const specifier = (written) => {
      const target = references.get(written);
      if (target !== undefined) return pathBetween(place(source, root), place(target, root));
      if (!written.startsWith('node:')) others.add(written);
      return written;
    };
    const file = join(outDir, place(source, root));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text.replace(/(?<=\bfrom '|\bimport\(")[^'"]+/g, specifier));
  }
  return [...others];
}

/** By source file: its declarations, and which of our files each of their specifiers means. */
function emit(files, root) {
  const options = compilerOptions(root);
  const host = ts.createCompilerHost(options);
  const program = ts.createProgram(files, options, host);
  const emitted = new Map();
  const keep = (_name, text, ...[, , [source]]) => emitted.set(source.fileName, text);
  const { diagnostics } = program.emit(undefined, keep);
  const problems = [...ts.getPreEmitDiagnostics(program), ...diagnostics];
  if (problems.length > 0) throw new Error(ts.formatDiagnostics(problems, host));
  const targetOf = (written, source) =>
    ts.resolveModuleName(written, source, options, host, undefined, undefined, ts.ModuleKind.ESNext)
      .resolvedModule?.resolvedFileName;
  const withReferences = ([source, text]) => {
    const written = ts.preProcessFile(text).importedFiles.map(({ fileName }) => fileName);
    const targets = written.map((each) => [each, targetOf(each, source)]);
    return [source, { text, references: new Map(targets.filter(([, target]) => emitted.has(target))) }];
  };
  return new Map([...emitted].map(withReferences));
}

function compilerOptions(root) {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, root);
  // Found through node_modules, the libraries would count as somebody else's, whose declarations are not emitted.
  const paths = { '@todo/*': [join(root, '../libs/*/src/index.ts')] };
  return { ...options, noEmit: false, declaration: true, emitDeclarationOnly: true, paths };
}

/** `src/errors.ts` becomes `errors.d.ts`, and `../libs/oci/src/index.ts` becomes `libs/oci/index.d.ts`. */
function place(source, root) {
  return relative(root, source)
    .replace(/^\.\.\//, '')
    .replace(/(^|\/)src\//, '$1')
    .replace(/\.ts$/, '.d.ts');
}

function pathBetween(from, to) {
  const path = relative(dirname(from), to).replace(/\.d\.ts$/, '.js');
  return path.startsWith('.') ? path : `./${path}`;
}
