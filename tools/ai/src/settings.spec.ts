import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import * as z from 'zod';

const project = join(import.meta.dirname, '..');
const read = (path: string): unknown => parse(readFileSync(join(project, path), 'utf8'));

/** What kubectl-ai keeps of a server's entry when it reads it as JSON. */
const mcpFile = z.strictObject({
  servers: z.array(
    z.strictObject({
      name: z.string().regex(/^[a-z0-9]+$/, 'is part of the name of a variable'),
      command: z.string().optional(),
      args: z.array(z.string()).optional(),
      env: z.record(z.string(), z.string()).optional(),
      url: z.url().optional(),
      useStreaming: z.boolean().optional(),
      skipVerify: z.boolean().optional(),
      timeout: z.int().optional(),
      auth: z.strictObject({ type: z.enum(['none', 'basic', 'bearer', 'api-key']) }).optional(),
    }),
  ),
});

const toolsFile = z.array(
  z.strictObject({
    name: z.string().regex(/^[a-z_]+$/),
    description: z.string().min(20),
    command: z.string(),
    command_desc: z.string(),
    commandDesc: z.string(),
  }),
);

/** The fields of a server's entry in Docker's MCP Toolkit, of those that this one may need. */
const serverEntry = z.strictObject({
  name: z.string(),
  title: z.string(),
  type: z.literal('server'),
  image: z.string(),
  description: z.string(),
  command: z.array(z.string()).optional(),
  volumes: z.array(z.string()).optional(),
  env: z.array(z.strictObject({ name: z.string(), value: z.string() })).optional(),
});

/** What the old Gordon takes of a Compose file. */
const composeFile = z.strictObject({
  services: z.record(
    z.string(),
    z.strictObject({
      image: z.string(),
      command: z.array(z.string()),
      volumes: z.array(z.string()),
    }),
  ),
});

describe('the settings of kubectl-ai', () => {
  it('name the server as kubectl-ai reads it', () => {
    const { servers } = mcpFile.parse(read('kubectl-ai/mcp.yaml'));
    expect(servers).toEqual([{ name: 'tododeploy', command: 'node', args: ['deploy/src/cli.mjs', 'mcp'] }]);
  });

  it('would also be read over HTTP', () => {
    const text = readFileSync(join(project, 'kubectl-ai/mcp.yaml'), 'utf8');
    const entry = text.slice(text.indexOf('#  - name')).replace(/^#/gm, '');
    expect(mcpFile.parse(parse(`servers:\n${entry}`)).servers).toMatchObject([
      { url: 'http://127.0.0.1:3000/mcp', useStreaming: true, auth: { type: 'bearer' } },
    ]);
  });

  it('describe each tool in both spellings, and start nothing but what reads', () => {
    const tools = toolsFile.parse(read('kubectl-ai/tools.yaml'));
    expect(tools.length).toBeGreaterThan(5);
    for (const { name, command, command_desc: old, commandDesc } of tools) {
      expect({ name, commandDesc }).toEqual({ name, commandDesc: old });
      expect(command).toMatch(/^todo-deploy-read [a-z-]+$/);
      expect(commandDesc).toContain(`"${command}`);
    }
  });

  it('hold prompts that are no templates', () => {
    for (const prompt of readdirSync(join(project, 'kubectl-ai/prompts'))) {
      expect(readFileSync(join(project, 'kubectl-ai/prompts', prompt), 'utf8')).not.toContain('{{');
    }
  });
});

describe('the settings of Gordon', () => {
  it('are an entry of the MCP Toolkit', () => {
    expect(serverEntry.parse(read('gordon/todo-deploy.yaml'))).toMatchObject({
      image: 'todo-chatbot/ops',
    });
  });

  it('are a Compose file for the old way, which gets nothing that it could change', () => {
    const { services } = composeFile.parse(read('../../gordon-mcp.yml'));
    expect(services).toHaveProperty('todo-deploy.image', 'todo-chatbot/ops');
    for (const volume of services['todo-deploy']?.volumes ?? []) expect(volume).toMatch(/:ro$/);
  });
});
