import { relay } from "../../../services";

export const { GET, POST } = relay;
