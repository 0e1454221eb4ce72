using Confd.GoTemplate;

namespace Confd.Engine.Documents;

/// <summary>Thrown for a text that is not of its format. The message names the place and quotes nothing of the text;
/// <see cref="ErrorTextException.Text"/> may.</summary>
internal sealed class DocumentException(
    ErrorText text, Exception? innerException = null) : ErrorTextException(text, text.Redacted, innerException)
{
    /// <summary>True where the only quote is the name of an entry: in a file of keys that is not a value, in a rendered file it may
    /// be.</summary>
    public bool QuotesName { get; init; }
}
