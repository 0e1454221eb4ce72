namespace Confd.Engine.Updating;

/// <summary>Judges rendered text by the <c>output_format</c> of its resource.</summary>
/// <param name="format">The format as written: <c>json</c>, <c>yaml</c>, <c>toml</c>, <c>xml</c> or a name that is unknown.</param>
/// <param name="text">The rendered bytes.</param>
/// <returns>Null where the text has that format, else what is wrong.</returns>
public delegate string? ValidateFormat(string format, ReadOnlyMemory<byte> text);
