using Confd.GoTemplate.Values;

namespace Confd.Engine.Documents;

/// <summary>An object that JSON shows as a text (Go <c>encoding.TextMarshaler</c>).</summary>
internal interface IJsonText
{
    /// <summary>The text, not yet quoted.</summary>
    ByteString JsonText { get; }
}
