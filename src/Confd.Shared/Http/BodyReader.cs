namespace Confd.Shared.Http;

/// <summary>Converts a body.</summary>
internal delegate T BodyReader<TState, T>(TState state, ReadOnlySpan<byte> body);
