/** A variable as a text uses it. */
export interface VariableUse {
  readonly name: string;
  /** Whether it says what is taken when the variable is not set, as `${NAME:-default}` does. */
  readonly hasDefault: boolean;
}

/** The variables that an instruction fills in; those in single quotes and those that are escaped stay as they are. */
export function variablesIn(text: string, escape: string): readonly VariableUse[] {
  const escaped = escape === '\\' ? '\\\\' : escape;
  const part = new RegExp(
    `${escaped}[\\s\\S]|"(?:${escaped}[\\s\\S]|[^"])*"|'[^']*'|\\$\\{(\\w+)(:?[-+?])?|\\$([A-Za-z_]\\w*)`,
    'g',
  );
  return [...text.matchAll(part)].flatMap(([whole, braced, modifier, plain]) => {
    if (whole.startsWith('"')) return variablesIn(whole.slice(1, -1).replaceAll("'", ''), escape);
    const name = braced ?? plain;
    return name === undefined ? [] : [{ name, hasDefault: modifier !== undefined }];
  });
}
