namespace Confd.Flags.Console.Html;

/// <summary>A piece of HTML. It can only be made of literals of this program and of texts that were encoded on the way in, so that no name
/// and no value becomes an element or an attribute.</summary>
internal readonly struct Markup
{
    private readonly string? _html;

    private Markup(string html) => _html = html;

    /// <summary>Nothing.</summary>
    public static Markup Empty => default;

    /// <summary>Takes an interpolated string: its literals are HTML, its holes are texts.</summary>
    public static Markup Of(MarkupHandler html) => new(html.ToString());

    /// <summary>Pieces one after the other.</summary>
    public static Markup Join(IEnumerable<Markup> pieces) => new(string.Concat(pieces.Select(piece => piece.ToString())));

    /// <summary>The piece, or nothing.</summary>
    public static Markup When(bool condition, MarkupHandler html) => condition ? Of(html) : Empty;

    /// <summary>The HTML.</summary>
    public override string ToString() => _html ?? "";
}
