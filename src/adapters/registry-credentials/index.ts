// What Docker and its kin keep for registries: files and helper programs.
export { createDockerCredentials, type DockerCredentialsOptions, onlyFor } from './docker.ts';
