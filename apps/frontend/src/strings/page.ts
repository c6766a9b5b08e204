export const pageStrings = {
  notFoundTitle: 'Nothing at this address',
  notFoundText: 'The page may have moved, or the link has a slip.',
  home: 'Back to the todos',
  errorTitle: 'This page broke',
  errorText: 'That is a mistake of ours. Your todos are safe; reload to go on.',
  reload: 'Reload',
} as const;
