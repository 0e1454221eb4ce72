namespace Confd.Shared.Http;

/// <summary>Makes something of a body.</summary>
internal delegate T BodyReader<TState, T>(TState state, ReadOnlySpan<byte> body);
