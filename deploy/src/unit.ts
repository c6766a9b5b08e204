/**
 * An Nx project that owns part of an environment: its image, and the objects labelled
 * `app.kubernetes.io/component: NAME`. Objects of no unit belong to the shared unit, which has no image of its own.
 */
export interface Unit {
  /** The Nx project's name without its scope, and the value of the component label. */
  readonly name: string;
  /** The Nx project's name, where it is another one. */
  readonly project?: string;
  /** The project's folder, relative to the workspace. */
  readonly root: string;
  /** Units that must be ready before this one is applied. */
  readonly after: readonly string[];
  /** Absent for the shared unit. */
  readonly image?: UnitImage;
}

export interface UnitImage {
  /** Repository without a registry: `todo-chatbot/backend`. Manifests name the image by it. */
  readonly repository: string;
  /** Path of the Dockerfile, relative to the workspace. */
  readonly dockerfile: string;
  /** Nx's hash of the unit's `docker-build` task: everything the image is made from. */
  readonly inputHash: string;
}

/** `sha256:` and 64 hex digits, of the pushed manifest. */
export type Digest = `sha256:${string}`;

/** An image that lies in the registry, named by its digest. */
export interface PublishedImage {
  readonly unit: string;
  /** With registry: `localhost:5001/todo-chatbot/backend`. */
  readonly repository: string;
  readonly digest: Digest;
  readonly inputHash: string;
  /** Digests of the images that it is built from, by name. */
  readonly bases?: Readonly<Record<string, Digest>>;
}
