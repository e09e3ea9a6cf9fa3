import type { Meta, StoryObj } from "@storybook/react-vite";
import { CadencePicture } from "./CadencePicture";
import { ThemeEditor } from "./ThemeEditor";

// What the pages of documentation show.
const meta = { title: "Pages", tags: ["!autodocs", "!dev"] } satisfies Meta;

export default meta;
type Story = StoryObj<typeof meta>;

export const Cadence: Story = { render: () => <CadencePicture /> };
export const Theme: Story = { render: () => <ThemeEditor /> };
