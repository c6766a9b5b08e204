/** Rivals that the benchmark would measure if it could have them. */
export const unavailable: readonly string[] = [
  '`skaffold run` and `nelm`: neither program is in a package registry that the benchmark takes programs from',
];
