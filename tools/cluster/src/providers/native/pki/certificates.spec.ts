import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { clusterLayout } from '../layout.ts';
import { apiServiceAddress, certificateRequests } from './certificate-requests.ts';
import { ensureCertificates, readPair } from './certificates.ts';

const allocation = { ports: { http: 1, https: 2, registry: 3, api: 4 }, subnet: 7 };
const requests = certificateRequests(clusterLayout('/clusters', 'test'), allocation);
const clientAuth = '1.3.6.1.5.5.7.3.2';
const serverAuth = '1.3.6.1.5.5.7.3.1';

describe('ensureCertificates', () => {
  let folder: string;
  const certificate = (name: string) => new X509Certificate(readPair(folder, name).certificate);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pki-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('issues what was asked for, signed by its authority, with keys that only the owner reads', async () => {
    expect(await ensureCertificates(folder, requests)).toEqual(requests.map(({ name }) => name));
    const apiserver = certificate('apiserver');
    expect(apiserver.verify(certificate('ca').publicKey)).toBe(true);
    expect(apiserver.checkIP('10.89.7.2')).toBe('10.89.7.2');
    expect(apiserver.checkIP(apiServiceAddress)).toBe(apiServiceAddress);
    expect(apiserver.checkHost('kubernetes.default.svc')).toBe('kubernetes.default.svc');
    expect(apiserver.keyUsage).toEqual([serverAuth]);
    expect(certificate('kubelet').subject).toBe('O=system:nodes\nCN=system:node:todo-test');
    expect(certificate('kubelet').keyUsage).toEqual([clientAuth, serverAuth]);
    expect(certificate('admin').keyUsage).toEqual([clientAuth]);
    expect(certificate('ca').ca).toBe(true);
    expect(apiserver.ca).toBe(false);
    expect(statSync(join(folder, 'ca.key')).mode & 0o777).toBe(0o600);
  });

  it('lets only the aggregation layer`s own authority vouch for it', async () => {
    await ensureCertificates(folder, requests);
    expect(certificate('front-proxy').verify(certificate('front-proxy-ca').publicKey)).toBe(true);
    expect(certificate('front-proxy').verify(certificate('ca').publicKey)).toBe(false);
  });

  it('keeps everything the second time', async () => {
    await ensureCertificates(folder, requests);
    const before = readFileSync(join(folder, 'admin.crt'), 'utf8');
    const keys = readFileSync(join(folder, 'sa.key'), 'utf8');
    expect(await ensureCertificates(folder, requests)).toEqual([]);
    expect(readFileSync(join(folder, 'admin.crt'), 'utf8')).toBe(before);
    expect(readFileSync(join(folder, 'sa.key'), 'utf8')).toBe(keys);
  });

  it('issues again only what is asked for differently', async () => {
    await ensureCertificates(folder, requests);
    const moved = certificateRequests(clusterLayout('/clusters', 'test'), { ...allocation, subnet: 8 });
    expect(await ensureCertificates(folder, moved)).toEqual(['apiserver', 'kubelet']);
    expect(certificate('apiserver').checkIP('10.89.8.2')).toBe('10.89.8.2');
  });

  it.each(['admin.key', 'admin.crt'])('replaces a pair whose %s is damaged', async (file) => {
    await ensureCertificates(folder, requests);
    writeFileSync(join(folder, file), 'half wri');
    expect(await ensureCertificates(folder, requests)).toEqual(['admin']);
  });

  it('replaces a pair whose halves do not belong together, as a killed run can leave them', async () => {
    await ensureCertificates(folder, requests);
    writeFileSync(join(folder, 'admin.key'), readFileSync(join(folder, 'scheduler.key')));
    expect(await ensureCertificates(folder, requests)).toEqual(['admin']);
  });

  it('issues all of them again under a new authority', async () => {
    await ensureCertificates(folder, requests);
    rmSync(join(folder, 'ca.key'));
    const issued = await ensureCertificates(folder, requests);
    expect(issued).toHaveLength(requests.length - 1);
    expect(certificate('apiserver').verify(certificate('ca').publicKey)).toBe(true);
  });
});
