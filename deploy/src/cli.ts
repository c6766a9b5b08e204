#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

// Before anything else is loaded: what it loads is then compiled once per version, not once per command.
enableCompileCache();
const { main } = await import('./main.ts');
const exitCode = await main(process.argv.slice(2));
// Connections that are kept alive for a next request would keep the process alive too.
process.stdout.write('', () => process.exit(exitCode));
