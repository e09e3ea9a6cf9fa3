import type { Meta, StoryObj } from "@storybook/react-vite";
import { CadencePicture } from "./CadencePicture";
import { ThemeEditor } from "./ThemeEditor";

// The pictures on the documentation pages.
const meta = { title: "Pages", tags: ["!autodocs", "!dev"] } satisfies Meta;

export default meta;
type Story = StoryObj<typeof meta>;

export const Cadence: Story = { render: () => <CadencePicture /> };
export const Theme: Story = { render: () => <ThemeEditor /> };
