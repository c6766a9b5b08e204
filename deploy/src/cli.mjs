#!/usr/bin/env node
// Plain JavaScript, so that Node's compile cache is on before the first TypeScript file is loaded: from the second run
// on, Node takes everything ready-made from there, and does not even load what strips types.
import { enableCompileCache } from 'node:module';
import { setFlagsFromString } from 'node:v8';

// Node lets the space for young objects grow to 32 MB, which a program of half a second fills but does not need.
setFlagsFromString('--semi-space-growth-factor=1');
enableCompileCache();
const { main } = await import('./main.ts');
const exitCode = await main(process.argv.slice(2));
// Connections that are kept alive for a next request would keep the process alive too.
process.stdout.write('', () => process.exit(exitCode));
