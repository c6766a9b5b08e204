import { randomBytes, webcrypto } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { until } from '@todo/testing/until';
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { recordsAt, textAt } from '../../../src/cluster/kubernetes-object.ts';
import type { FaultSite } from './fault-site.ts';

/** An admission webhook that the cluster asks about the Deployments of one site's namespace. */
export class AdmissionWebhook {
  readonly name = `faults-${randomBytes(4).toString('hex')}.todo.test`;
  readonly #server: https.Server;
  readonly #site: FaultSite;

  private constructor(server: https.Server, site: FaultSite) {
    this.#server = server;
    this.#site = site;
  }

  /**
   * Has the cluster ask about the site's Deployments from now on, until the fault is mended.
   *
   * @param answer why it denies what it is asked about; undefined when it does not answer at all
   */
  static async open(site: FaultSite, answer: string | undefined): Promise<AdmissionWebhook> {
    const host = await addressForCluster(site);
    const { certificate, key } = await selfSigned(host);
    const server = https.createServer({ cert: certificate, key }, (request, response) => {
      if (answer === undefined) return void request.socket.destroy();
      void text(request).then((body) => response.end(JSON.stringify(denial(body, answer))));
    });
    await once(server.listen(0, host), 'listening');
    const webhook = new AdmissionWebhook(server, site);
    site.onMend(() => webhook.#close());
    const { port } = server.address() as AddressInfo;
    await webhook.#register(`https://${host}:${port}`, certificate);
    return webhook;
  }

  async #register(url: string, certificate: string): Promise<void> {
    const { release } = this.#site;
    const webhook = {
      name: this.name,
      clientConfig: { url, caBundle: Buffer.from(certificate).toString('base64') },
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': release.namespace } },
      rules: [{ apiGroups: ['apps'], apiVersions: ['v1'], operations: ['*'], resources: ['deployments'] }],
      ...{ admissionReviewVersions: ['v1'], sideEffects: 'None', timeoutSeconds: 2 },
    };
    await release.cluster.apply(
      { ...registration, metadata: { name: this.name }, webhooks: [webhook] },
      { signal: AbortSignal.timeout(30_000) },
    );
    await until(() => this.#isAsked());
  }

  /** Whether the cluster asks, which it begins and ends a moment after the registration does. */
  async #isAsked(): Promise<boolean> {
    const { release } = this.#site;
    const app = await release.get('Deployment', 'app');
    const { apiVersion, kind, ...metadata } = release.ref('Deployment', 'app');
    const probe = { apiVersion, kind, metadata, spec: app?.['spec'] };
    const options = { dryRun: true, signal: AbortSignal.timeout(30_000) };
    return release.cluster.apply(probe, options).then(
      () => false,
      (error: unknown) => error instanceof Error && error.message.includes(this.name),
    );
  }

  async #close(): Promise<void> {
    const { release } = this.#site;
    await release.cluster.delete(
      { ...registration, name: this.name },
      { signal: AbortSignal.timeout(30_000) },
    );
    await until(async () => !(await this.#isAsked()));
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

const registration = {
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingWebhookConfiguration',
} as const;

function denial(review: string, message: string) {
  const uid = textAt(JSON.parse(review), 'request', 'uid');
  return {
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    response: { uid, allowed: false, status: { code: 403, message } },
  };
}

/** The address of this machine that the cluster's node, and with it the API server, reaches it by. */
async function addressForCluster({ release }: FaultSite): Promise<string> {
  const selection = { apiVersion: 'v1', kind: 'Node' };
  const [node] = await release.cluster.list(selection, { signal: AbortSignal.timeout(30_000) });
  const internal = recordsAt(node, 'status', 'addresses').find(({ type }) => type === 'InternalIP');
  const socket = createSocket('udp4');
  socket.connect(1, textAt(internal, 'address') ?? '');
  await once(socket, 'connect');
  const { address } = socket.address();
  socket.close();
  return address;
}

/** A certificate for an address that is its own authority. */
async function selfSigned(address: string) {
  x509.cryptoProvider.set(webcrypto);
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const name = new x509.SubjectAlternativeNameExtension([{ type: 'ip', value: address }]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    ...{ name: 'CN=faults', signingAlgorithm: algorithm, keys, extensions: [name] },
    // Clocks may differ a little.
    notBefore: new Date(Date.now() - 3_600_000),
    notAfter: new Date(Date.now() + 86_400_000),
  });
  const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return { certificate: certificate.toString('pem'), key: x509.PemConverter.encode(key, 'PRIVATE KEY') };
}
