// What asks a registry, without what makes layers and images: a door of its own, because a program that only looks
// images up should not have to load the rest.
export { canonicalJson } from './canonical-json.ts';
export { type Credentials, type CredentialStore, dockerCredentials } from './docker-credentials.ts';
export { OciError, type OciErrorCode } from './errors.ts';
export { formatReference, mirrorOf, parseReference, type Reference, type Repository } from './reference.ts';
export { createRegistryClient, type RegistryClient, type RegistryClientOptions } from './registry-client.ts';
export { isLocalRegistry } from './transport.ts';
