using Confd.GoTemplate.Values;

namespace Confd.Engine.Documents;

/// <summary>An object that is a text in JSON (Go <c>encoding.TextMarshaler</c>).</summary>
internal interface IJsonText
{
    /// <summary>The text, without quotes and escapes.</summary>
    ByteString JsonText { get; }
}
