namespace Confd.Flags.Console.Html;

/// <summary>A piece of HTML. It can only be made of literals of this program and of text that is encoded when it is added, so that no name
/// or value becomes an element or an attribute.</summary>
internal readonly struct Markup
{
    private readonly string? _html;

    private Markup(string html) => _html = html;

    public static Markup Empty => default;

    /// <summary>Converts an interpolated string: its literals are HTML, its holes are text.</summary>
    public static Markup Of(MarkupHandler html) => new(html.ToString());

    /// <summary>Concatenates pieces.</summary>
    public static Markup Join(IEnumerable<Markup> pieces) => new(string.Concat(pieces.Select(piece => piece.ToString())));

    /// <summary>The piece, or empty if the condition is false.</summary>
    public static Markup When(bool condition, MarkupHandler html) => condition ? Of(html) : Empty;

    /// <summary>The HTML.</summary>
    public override string ToString() => _html ?? "";
}
