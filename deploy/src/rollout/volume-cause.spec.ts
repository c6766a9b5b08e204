import { describe, expect, it } from '@jest/globals';
import type { KubernetesObject } from '../cluster/kubernetes-object.ts';
import { fullVolume } from './volume-cause.ts';

const stack = [
  'Error: ENOSPC: no space left on device, write',
  "  errno: -28, code: 'ENOSPC'",
  'Node.js v24',
];

function pod(volumes: readonly object[], volumeMounts: readonly object[]): KubernetesObject {
  const spec = { volumes, containers: [{ name: 'app', volumeMounts }] };
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'app-1' }, spec };
}

const data = { name: 'data', emptyDir: { sizeLimit: '1Mi' } };
const dataMount = { name: 'data', mountPath: '/data' };
const claim = { name: 'claim', persistentVolumeClaim: { claimName: 'data-db-0' } };
const claimMount = { name: 'claim', mountPath: '/var/lib' };

describe('fullVolume', () => {
  it('names the one volume that a container can write to', () => {
    const settings = { name: 'settings', configMap: { name: 'settings' } };
    const settingsMount = { name: 'settings', mountPath: '/etc/app' };
    expect(fullVolume(pod([settings, data], [settingsMount, dataMount]), 'app', stack)).toEqual({
      reason: 'VolumeFull',
      detail: 'volume data (an emptyDir of 1Mi) is full',
      advice: 'raise the sizeLimit of volume data in the values, or have it hold less',
    });
  });

  it('names the volume of the path that is written to, where there are several', () => {
    const lines = ['could not write to file "/var/lib/pgdata/xlogtemp.1": No space left on device'];
    expect(fullVolume(pod([data, claim], [dataMount, claimMount]), 'app', lines)).toMatchObject({
      detail: 'volume claim (PersistentVolumeClaim data-db-0) is full',
      advice:
        'ask for more storage with PersistentVolumeClaim data-db-0 in the values, or delete what fills it',
    });
  });

  it('names them all where the path is not said, and none where there is none', () => {
    expect(fullVolume(pod([data, claim], [dataMount, claimMount]), 'app', stack)?.detail).toBe(
      'one of these is full: volume data (an emptyDir of 1Mi), volume claim (PersistentVolumeClaim data-db-0)',
    );
    expect(fullVolume(pod([], []), 'app', stack)?.detail).toBe("the container's own disk is full");
  });

  it('finds nothing in other lines', () => {
    expect(fullVolume(pod([data], [dataMount]), 'app', ['no database'])).toBeUndefined();
    expect(fullVolume(undefined, 'app', stack)).toBeUndefined();
  });
});
