using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Confd.Flags.Console.Html;

/// <summary>Converts an interpolated string to HTML: encodes text, and inserts <see cref="Markup"/> as it is. There is no overload for
/// other types, so that nothing is inserted by its <c>ToString</c>.</summary>
[InterpolatedStringHandler]
internal readonly ref struct MarkupHandler
{
    private const int UsualHole = 24;

    // For elements and for attributes in double quotes.
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder _html;

    public MarkupHandler(int literalLength, int formattedCount) => _html = new StringBuilder(literalLength + (UsualHole * formattedCount));

    public void AppendLiteral(string html) => _html.Append(html);

    public void AppendFormatted(string? text) => _html.Append(Encoder.Encode(text ?? ""));

    public void AppendFormatted(long number) => _html.Append(number.ToString(CultureInfo.InvariantCulture));

    public void AppendFormatted(Markup piece) => _html.Append(piece.ToString());

    public void AppendFormatted(IEnumerable<Markup> pieces)
    {
        foreach (var piece in pieces)
        {
            AppendFormatted(piece);
        }
    }

    public override string ToString() => _html.ToString();
}
