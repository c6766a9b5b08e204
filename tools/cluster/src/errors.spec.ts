import { describe, expect, it } from '@jest/globals';
import { ClusterError, clusterErrors } from './errors.ts';

describe('clusterErrors', () => {
  it('gives every code an exit code of its own, and none that means success or a bug', () => {
    const exitCodes = Object.values(clusterErrors).map(({ exitCode }) => exitCode);
    expect(new Set(exitCodes).size).toBe(exitCodes.length);
    expect(exitCodes).not.toContain(0);
    expect(exitCodes).not.toContain(70);
  });

  it('names the object, what is wrong and what to do', () => {
    const error = new ClusterError('PORT_TAKEN', {
      port: 8080,
      cluster: 'local',
      holder: 'process 12 (nginx) listens on it',
    });
    expect(error.message).toBe(
      'Port 8080 on 127.0.0.1: cluster local needs it, and process 12 (nginx) listens on it; nothing was started',
    );
    expect(error.hint).toBe('end what uses port 8080, then run the same command again');
    expect(error.exitCode).toBe(30);
  });
});
