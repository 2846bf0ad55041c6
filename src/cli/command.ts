/** How a command says with which code the process ends. */
export type Done = (exitCode: number) => void;
