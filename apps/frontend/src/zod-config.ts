import { config } from 'zod/v4/core';

// Parsers compiled with `new Function` would break the page's content security policy. This must be set before the
// first schema is made, hence a module of its own that is imported first.
config({ jitless: true });
