using System.Runtime.InteropServices;

namespace Confd.Toml.Parsing;

/// <summary>One part of a dotted key and where it starts in the document's bytes.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TomlKey(string Name, int Offset);
