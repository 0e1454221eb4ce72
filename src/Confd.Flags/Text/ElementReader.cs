using System.Text.Json;

namespace Confd.Flags.Text;

/// <summary>Reads one element of an array; the reader stands on its first token and afterwards on its last.</summary>
internal delegate T ElementReader<T>(ref Utf8JsonReader reader);
