using System.Text;

namespace Confd.Engine.Shell;

/// <summary>Collects the commands so far, and the current word.</summary>
internal sealed class ShellScriptBuilder
{
    // These begin a command, and a command follows them.
    private static readonly HashSet<string> Openers = new(StringComparer.Ordinal)
    {
        "if", "then", "elif", "else", "while", "until", "do", "!", "{", "time",
    };

    private readonly List<SimpleCommand> _commands = [];
    private readonly StringBuilder _literal = new();
    private List<ShellText> _words = [];
    private List<ShellPiece> _pieces = [];
    private (ShellQuoting Quoting, int Position) _literalIs;
    private char? _redirection;
    private bool _readsPipe;

    public IReadOnlyList<SimpleCommand> All => _commands;

    public bool IsInWord => _pieces.Count > 0 || _literal.Length > 0;

    public void Add(char character, ShellQuoting quoting, int position)
    {
        if (_literalIs.Quoting != quoting)
        {
            EndLiteral();
        }

        if (_literal.Length == 0)
        {
            _literalIs = (quoting, position);
        }

        _literal.Append(character);
    }

    public void Add(ShellPiece piece)
    {
        EndLiteral();
        _pieces.Add(piece);
    }

    /// <summary>Begins a quoted part, which creates a word even if it is empty.</summary>
    public void BeginQuoted(ShellQuoting quoting, int position) =>
        Add(new ShellPiece(ShellPieceKind.Text, "", quoting, position));

    public void Redirect(char sign)
    {
        // The number of the descriptor is not a word.
        if (_pieces.Count == 0 && _literalIs.Quoting == ShellQuoting.None && IsNumber(_literal.ToString()))
        {
            _literal.Clear();
        }

        EndWord();
        _redirection = sign;
    }

    public void EndWord()
    {
        EndLiteral();
        if (_pieces.Count == 0)
        {
            return;
        }

        var word = new ShellText(_pieces, _redirection);
        _pieces = [];
        _redirection = null;
        if (_words.Count > 0 || word is not { Redirection: null, Literal: { } text } || !Openers.Contains(text))
        {
            _words.Add(word);
        }
    }

    public void EndCommand(bool isPipe)
    {
        EndWord();
        _redirection = null;
        if (_words.Count > 0)
        {
            _commands.Add(new SimpleCommand(_words, _readsPipe));
            _words = [];
            _readsPipe = false;
        }

        _readsPipe |= isPipe;
    }

    private static bool IsNumber(string text) => text.Length > 0 && text.All(char.IsAsciiDigit);

    private void EndLiteral()
    {
        if (_literal.Length > 0)
        {
            _pieces.Add(new ShellPiece(
                ShellPieceKind.Text, _literal.ToString(), _literalIs.Quoting, _literalIs.Position));
            _literal.Clear();
        }
    }
}
