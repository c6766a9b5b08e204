import { createHash, createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { readFileIfThere, writeFileAtomically } from '../../../host/write-file.ts';
import type { Authority, CertificateRequest } from './certificate-requests.ts';
import type { Issued } from './issue-certificate.ts';

/** A certificate is issued again when it would expire within this time; `up` is the moment for that. */
const renewBeforeMs = 60 * 24 * 60 * 60 * 1000;
const recordName = 'issued.json';

/** What is on disk, for each certificate: the hash of what it was asked and signed with. */
type IssuedRecord = Record<string, string>;

/**
 * Makes sure that the folder holds the authorities, every requested certificate and the service accounts' key pair
 * (`sa.key`, `sa.pub`). What fits its request and does not expire soon is kept, so that a running cluster's clients
 * stay valid; a folder that a killed run left half written is completed.
 *
 * @returns the names of those issued now
 */
export async function ensureCertificates(
  folder: string,
  requests: readonly CertificateRequest[],
): Promise<string[]> {
  const authorities = await ensureAuthorities(folder, requests);
  ensureServiceAccountKeys(folder);
  const record = readRecord(folder);
  const wanted: IssuedRecord = {};
  const issued: string[] = [];
  for (const request of requests) {
    const authority = authorities[request.authority];
    wanted[request.name] = hashOf([request, authority.certificate]);
    if (record[request.name] === wanted[request.name] && isUsable(folder, request.name)) continue;
    const { issueCertificate } = await import('./issue-certificate.ts');
    writePair(folder, request.name, await issueCertificate(request, authority));
    issued.push(request.name);
  }
  if (issued.length > 0) writeFileAtomically(join(folder, recordName), JSON.stringify(wanted, null, 2));
  return issued;
}

/** The certificate and key of that name; ensureCertificates has made them. */
export function readPair(folder: string, name: string): Issued {
  const pair = readPairIfThere(folder, name);
  if (!pair) throw new Error(`No certificate ${name} in ${folder}`);
  return pair;
}

async function ensureAuthorities(
  folder: string,
  requests: readonly CertificateRequest[],
): Promise<Record<Authority, Issued>> {
  const pairs: Partial<Record<Authority, Issued>> = {};
  for (const authority of new Set(requests.map((request) => request.authority))) {
    pairs[authority] = await ensureAuthority(folder, authority);
  }
  return pairs as Record<Authority, Issued>;
}

async function ensureAuthority(folder: string, name: Authority): Promise<Issued> {
  const existing = readPairIfThere(folder, name);
  if (existing && isUsable(folder, name)) return existing;
  const { authorityNames, issueAuthority } = await import('./issue-certificate.ts');
  const created = await issueAuthority(authorityNames[name]);
  writePair(folder, name, created);
  return created;
}

function ensureServiceAccountKeys(folder: string): void {
  const [privateFile, publicFile] = [join(folder, 'sa.key'), join(folder, 'sa.pub')];
  if (readFileIfThere(privateFile) && readFileIfThere(publicFile)) return;
  const { privateKey, publicKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  writeFileAtomically(privateFile, privateKey, 0o600);
  writeFileAtomically(publicFile, publicKey);
}

/** A pair is usable when certificate and key belong together and it does not expire soon. */
function isUsable(folder: string, name: string): boolean {
  const pair = readPairIfThere(folder, name);
  if (!pair) return false;
  try {
    const certificate = new X509Certificate(pair.certificate);
    const fits = certificate.checkPrivateKey(createPrivateKey(pair.key));
    return fits && certificate.validToDate.getTime() - Date.now() > renewBeforeMs;
  } catch {
    return false;
  }
}

function readPairIfThere(folder: string, name: string): Issued | undefined {
  const certificate = readFileIfThere(join(folder, `${name}.crt`));
  const key = readFileIfThere(join(folder, `${name}.key`));
  return certificate && key ? { certificate, key } : undefined;
}

function writePair(folder: string, name: string, { certificate, key }: Issued): void {
  writeFileAtomically(join(folder, `${name}.key`), key, 0o600);
  writeFileAtomically(join(folder, `${name}.crt`), certificate);
}

function readRecord(folder: string): IssuedRecord {
  const text = readFileIfThere(join(folder, recordName));
  return text === undefined ? {} : (JSON.parse(text) as IssuedRecord);
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
