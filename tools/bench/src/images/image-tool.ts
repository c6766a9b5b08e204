/** A program that makes an image of a Dockerfile and its context, and pushes it. */
export interface ImageTool {
  readonly name: string;
  /** `Docker 20.10.24` */
  readonly version: string;
  readonly publish: (image: ImageSource) => Promise<PublishedImage>;
}

export interface ImageSource {
  /** The build context's folder. */
  readonly context: string;
  /** A Dockerfile, which may lie elsewhere. */
  readonly dockerfile: string;
  /** `localhost:5001/todo-bench/app:1` */
  readonly reference: string;
}

export interface PublishedImage {
  /** Of building and pushing together. */
  readonly durationMs: number;
  /** `sha256:…`, when the program tells it. */
  readonly digest?: string;
}
