/**
 * Node's own clients. Imported as modules they would be asked for all that they export, and so load Node's WebSocket with
 * `fetch` behind it, which takes a tenth of a deploy without changes.
 */
export const http = process.getBuiltinModule('node:http');
export const https = process.getBuiltinModule('node:https');
