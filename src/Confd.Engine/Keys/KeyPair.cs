using Confd.GoTemplate.Values;

namespace Confd.Engine.Keys;

/// <summary>A key with its value.</summary>
/// <param name="Key">Such as <c>/app/db/host</c>.</param>
/// <param name="Value">Any bytes.</param>
internal readonly record struct KeyPair(ByteString Key, ByteString Value);
