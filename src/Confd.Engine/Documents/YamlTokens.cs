using YamlDotNet.Core;
using YamlDotNet.Core.Tokens;

namespace Confd.Engine.Documents;

/// <summary>The tokens of a YAML text, none of which a second look ahead takes away.</summary>
/// <remarks>
/// Behind a scalar with an anchor in a flow mapping the library's parser looks ahead twice, and its own scanner has handed out the comma by
/// then: <c>{a: &amp;x 1, b: *x}</c>, which is YAML, was refused.
/// </remarks>
internal sealed class YamlTokens(TextReader text) : IScanner
{
    private readonly Scanner _scanner = new(text);

    public Mark CurrentPosition => _scanner.CurrentPosition;

    public Token? Current => _scanner.Current;

    public bool MoveNext() => _scanner.MoveNext();

    // Nothing comes behind the end, which is how the parser makes sure of it.
    public bool MoveNextWithoutConsuming() => _scanner.Current is not (null or StreamEnd) || _scanner.MoveNextWithoutConsuming();

    public void ConsumeCurrent() => _scanner.ConsumeCurrent();
}
