import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import type { Authority, CertificateRequest } from './certificate-requests.ts';

/** A certificate and its private key, both as PEM. */
export interface Issued {
  readonly certificate: string;
  readonly key: string;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const dayMs = 24 * 60 * 60 * 1000;
const daysOfAuthority = 3650;
const daysOfLeaf = 365;
/** Clocks of containers and hosts may differ a little. */
const earlierMs = 60 * 60 * 1000;

x509.cryptoProvider.set(webcrypto);

/** A self-signed authority with a new key. */
export async function issueAuthority(commonName: string): Promise<Issued> {
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerialNumber(),
    name: distinguishedName(commonName),
    ...validity(daysOfAuthority),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return toPem(certificate, keys.privateKey);
}

/** A certificate for the request with a new key, signed by the authority. */
export async function issueCertificate(request: CertificateRequest, authority: Issued): Promise<Issued> {
  const keys = await newKeys();
  const issuer = new x509.X509Certificate(authority.certificate);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: newSerialNumber(),
    subject: distinguishedName(request.commonName, request.organization),
    issuer: issuer.subjectName.toString(),
    ...validity(daysOfLeaf),
    signingAlgorithm: algorithm,
    signingKey: await importKey(authority.key),
    publicKey: keys.publicKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension(request.usages.map((usage) => usageIds[usage])),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
      ...alternativeNames(request),
    ],
  });
  return toPem(certificate, keys.privateKey);
}

/** Common names of the authorities. */
export const authorityNames: Readonly<Record<Authority, string>> = {
  ca: 'todo-cluster-ca',
  'front-proxy-ca': 'todo-cluster-front-proxy-ca',
};

const usageIds = {
  client: x509.ExtendedKeyUsage.clientAuth,
  server: x509.ExtendedKeyUsage.serverAuth,
} as const;

function alternativeNames({ dnsNames = [], addresses = [] }: CertificateRequest): x509.Extension[] {
  const names = [
    ...dnsNames.map((value) => ({ type: 'dns', value }) as const),
    ...addresses.map((value) => ({ type: 'ip', value }) as const),
  ];
  return names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names)] : [];
}

function distinguishedName(commonName: string, organization?: string): x509.JsonName {
  return [...(organization ? [{ O: [organization] }] : []), { CN: [commonName] }];
}

function validity(days: number): { notBefore: Date; notAfter: Date } {
  const now = Date.now();
  return { notBefore: new Date(now - earlierMs), notAfter: new Date(now + days * dayMs) };
}

function newSerialNumber(): string {
  const bytes = webcrypto.getRandomValues(new Uint8Array(16));
  return `0${Buffer.from(bytes).toString('hex').slice(1)}`;
}

function newKeys() {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

function importKey(pem: string) {
  return webcrypto.subtle.importKey('pkcs8', x509.PemConverter.decodeFirst(pem), algorithm, false, ['sign']);
}

async function toPem(certificate: x509.X509Certificate, privateKey: webcrypto.CryptoKey): Promise<Issued> {
  const key = await webcrypto.subtle.exportKey('pkcs8', privateKey);
  return {
    certificate: `${certificate.toString('pem')}\n`,
    key: `${x509.PemConverter.encode(key, 'PRIVATE KEY')}\n`,
  };
}
