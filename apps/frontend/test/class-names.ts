/** Stands for any CSS module: each class is called what the source calls it. */
const classNames: Readonly<Record<string, string>> = new Proxy({}, { get: (_target, name) => String(name) });

export default classNames;
