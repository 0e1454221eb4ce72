using System.Text.Json;

namespace Confd.Flags.Text;

/// <summary>Reads one element of an array; the reader is at its first token before, and at its last token afterwards.</summary>
internal delegate T ElementReader<T>(ref Utf8JsonReader reader);
