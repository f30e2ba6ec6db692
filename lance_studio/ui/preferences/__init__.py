"""The preferences: model folder, device, theme, scale."""
