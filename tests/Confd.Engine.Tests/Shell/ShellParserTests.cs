using Confd.Engine.Shell;

namespace Confd.Engine.Tests.Shell;

/// <summary>What is read of a command line: <c>[word word]</c> for each simple command, a <c>|</c> before one that reads a pipe; pieces as
/// text, <c>'text'</c>, <c>"text"</c>, <c>$name</c>, <c>$(…)</c> and <c>PATH</c>.</summary>
public sealed class ShellParserTests
{
    [Theory]
    [InlineData("a b  c", "[a b c]")]
    [InlineData("a;b\nc&d&&e||f", "[a] [b] [c] [d] [e] [f]")]
    [InlineData("a | b |& c", "[a] |[b] |[c]")]
    [InlineData("a 'b c'\"d e\"f", "[a 'b c'\"d e\"f]")]
    [InlineData("a '' \"\"", "[a '' \"\"]")]
    [InlineData(@"a\ b \$c \""", @"[a' 'b '$'c '""']")]
    [InlineData("\"a\\\"b\\c\"", "[\"a\"b\\c\"]")]
    [InlineData("a \\\nb", "[a b]")]
    [InlineData("a\\\nb", null)]
    [InlineData("\"$CONFD_\\\nDEST\"", null)]
    [InlineData("a 1<>b", "[a >b]")]
    [InlineData("$(a $(b $(c $(d $(e $(f $(g $(h $(i)))))))))", null)]
    [InlineData("a # it's\nb", "[a] [b]")]
    [InlineData("a#b", "[a#b]")]
    [InlineData("if a; then b; else c; fi", "[a] [b] [c] [fi]")]
    [InlineData("f() { a; }; ! b", "[f] [a] [}] [b]")]
    [InlineData("a $B \"$C\" ${D} '$E'", "[a $B \"$C\" $D '$E']")]
    [InlineData("${A%/*} \"${B:-x}\" $1 $@", "[$A \"$B\" $1 $@]")]
    [InlineData("$? ${#A} $$ $", "[0 0 0 $]")]
    [InlineData("a $(b | c) \"$(d \"e\")\"", "[a $([b] |[c]) \"$([d \"e\"])\"]")]
    [InlineData("$((a) | b)", null)]
    [InlineData("a > b 2>&1 < c >> d &> e", "[a >b &1 <c >d >e]")]
    [InlineData("a PATH0 'x PATH0' \"PATH0\"", "[a PATH 'x 'PATH \"\"PATH]")]
    [InlineData("A=1 b C=2", "[A=1 b C=2]")]
    [InlineData("a <<E", null)]
    [InlineData("a <(b)", null)]
    [InlineData("`a`", null)]
    [InlineData("\"`a`\"", null)]
    [InlineData("$((1 + 1))", null)]
    [InlineData("((a))", null)]
    [InlineData("${A//b/c}", null)]
    [InlineData("${!A}", null)]
    [InlineData("$'a'", null)]
    [InlineData("$0", null)]
    [InlineData("a 'b", null)]
    [InlineData("a \"b", null)]
    [InlineData("a $(b", null)]
    [InlineData("$(case a in b) c;; esac)", null)]
    [InlineData("\\PATH0", null)]
    [InlineData("$PATH0", null)]
    [InlineData("a # PATH0", null)]
    public void Read_Command_IsInPiecesOrRefused(string command, string? expected)
    {
        if (expected is null)
        {
            Should.Throw<UnsafeCommandException>(() => ShellParser.Read(command, ["PATH0"]));
        }
        else
        {
            Show(ShellParser.Read(command, ["PATH0"])).ShouldBe(expected);
        }
    }

    private static string Show(ShellScript script) => string.Join(
        ' ', script.Commands.Select(command => $"{(command.ReadsPipe ? "|" : "")}[{string.Join(' ', command.Words.Select(Show))}]"));

    private static string Show(ShellText word)
    {
        // Quotes begin with an empty piece, which shows only where nothing follows in them.
        var pieces = word.Pieces.Where((piece, index) => piece.Kind != ShellPieceKind.Text || piece.Text.Length > 0
            || index + 1 == word.Pieces.Count || word.Pieces[index + 1].Quoting != piece.Quoting
            || word.Pieces[index + 1].Kind == ShellPieceKind.Path);
        return word.Redirection + string.Concat(pieces.Select(Show));
    }

    private static string Show(ShellPiece piece) => piece.Kind switch
    {
        ShellPieceKind.Path => "PATH",
        ShellPieceKind.Variable => Quoted($"${piece.Text}", piece.Quoting),
        ShellPieceKind.Substitution => Quoted($"$({Show(piece.Script!)})", piece.Quoting),
        _ => Quoted(piece.Text, piece.Quoting),
    };

    private static string Quoted(string text, ShellQuoting quoting) => quoting switch
    {
        ShellQuoting.Single => $"'{text}'",
        ShellQuoting.Double => $"\"{text}\"",
        _ => text,
    };
}
