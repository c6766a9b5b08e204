import { z } from 'zod';

export const passwordMin = 8;
export const passwordMax = 128;

/** Body of `POST /api/auth/sign-in/email`. */
export const SignIn = z.object({
  email: z.email(),
  password: z.string().min(passwordMin).max(passwordMax),
});
export type SignIn = z.infer<typeof SignIn>;

/** Body of `POST /api/auth/sign-up/email`. A guest who signs up keeps the tasks and conversations. */
export const SignUp = SignIn.extend({ name: z.string().trim().min(1).max(100) });
export type SignUp = z.infer<typeof SignUp>;

/** The signed-in person; `id` is the user_id of every path. A guest has an invented email address. */
export const User = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  isAnonymous: z.boolean().nullish(),
});
export type User = z.infer<typeof User>;

/** Answer of `GET /api/auth/get-session`: null when nobody is signed in. */
export const Session = z.object({ user: User }).nullable();
export type Session = z.infer<typeof Session>;

/**
 * Answer of sign-in, sign-up and `POST /api/auth/sign-in/anonymous`. The session cookie comes with it; programs without
 * cookies send the answer's header `set-auth-token` as `Authorization: Bearer …`.
 */
export const SignedIn = z.object({ user: User });
export type SignedIn = z.infer<typeof SignedIn>;
