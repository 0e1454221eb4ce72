using System.Text.RegularExpressions;
using Confd.Engine.Rendering.RegularExpressions;
using Confd.GoTemplate.Values;
using FsCheck;
using FsCheck.Fluent;

namespace Confd.Engine.Tests.Rendering.RegularExpressions;

/// <summary>Against a second implementation: where RE2 and .NET have the same meaning, both find the same.</summary>
public sealed class GoRegexPropertyTests
{
    private static readonly Gen<string> Atom = Gen.Elements("a", "b", ".", "[ab]", "[^a]", "(a)", "(?:b)", "(a|b)", "a|b", "(?:ab|a)", "^", "$", @"\b");

    private static readonly Gen<string> Piece =
        from atom in Atom
        from operation in Gen.Elements("", "", "", "*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{0,2}?")
        select atom is "^" or "$" or @"\b" || atom == "a|b" ? atom : atom + operation;

    private static readonly Gen<string> Pattern = Piece.ListOf().Select(pieces => string.Concat(pieces.Take(6)));

    private static readonly Gen<string> Text = Gen.Elements('a', 'b', 'c', ' ').ListOf().Select(letters => string.Concat(letters.Take(12)));

    [Fact]
    public void Find_SharedSyntax_FindsWhatDotNetFinds() =>
        Prop.ForAll(Pattern.Zip(Text).ToArbitrary(), pair =>
        {
            var (pattern, text) = pair;

            // \z: .NET's dollar also holds before a final newline. The backtracking engine defines the preferences; .NET's other one
            // gives "aaa" for "b{0,2}?(?:ab|a)+?[^a]??a|ba[^a]" in "caaa", where the lazy loop prefers "aa".
            var expected = Regex.Match(text, pattern.Replace("$", @"\z", StringComparison.Ordinal), RegexOptions.None, TimeSpan.FromSeconds(10));
            var regex = GoRegex.Parse(ByteString.FromString(pattern));
            regex.IsMatch(ByteString.FromString(text)).ShouldBe(expected.Success);
            regex.Find(ByteString.FromString(text)).ToString().ShouldBe(expected.Value);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Fact]
    public void Parse_AnyText_IsAPatternOrAnError() =>
        Prop.ForAll(
            Gen.Elements("(", ")", "[", "]", "{", "}", "*", "?", "+", "|", "\\", "^", "-", "a", "1", ",", ":", "<", ">", "P", "p", "x", "Q", "E", "é", "$")
                .ListOf().Select(string.Concat).ToArbitrary(),
            pattern =>
            {
                try
                {
                    GoRegex.Parse(ByteString.FromString(pattern)).ReplaceAll(ByteString.FromString("aé1-x"), ByteString.FromString("$1${x}"));
                }
                catch (RegexSyntaxException exception)
                {
                    exception.Message.ShouldStartWith("error parsing regexp: ");
                }
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));
}
