using YamlDotNet.Core;
using YamlDotNet.Core.Tokens;

namespace Confd.Engine.Documents;

/// <summary>The tokens of a YAML text, safe for a second look-ahead.</summary>
/// <remarks>
/// After a scalar with an anchor in a flow mapping the library's parser looks ahead twice, and its own scanner has consumed the comma by
/// then: <c>{a: &amp;x 1, b: *x}</c>, which is valid YAML, was refused.
/// </remarks>
/// <param name="text">The text.</param>
/// <param name="step">Called for each token; its exceptions end the reading. Null: nothing.</param>
internal sealed class YamlTokens(TextReader text, Action? step = null) : IScanner
{
    private readonly Scanner _scanner = new(text);

    public Mark CurrentPosition => _scanner.CurrentPosition;

    public Token? Current => _scanner.Current;

    public bool MoveNext()
    {
        step?.Invoke();
        return _scanner.MoveNext();
    }

    // There is nothing after the end, which the parser checks in this way.
    public bool MoveNextWithoutConsuming()
    {
        step?.Invoke();
        return _scanner.Current is not (null or StreamEnd) || _scanner.MoveNextWithoutConsuming();
    }

    public void ConsumeCurrent() => _scanner.ConsumeCurrent();
}
