using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;

namespace Confd.GoRegex.Tests;

/// <summary>Against a second implementation: where RE2 and .NET have the same meaning, both find the same.</summary>
public sealed class RegexpPropertyTests
{
    private static readonly Gen<string> Atom = Gen.Elements(
        "a", "b", ".", "[ab]", "[^a]", "(a)", "(?:b)", "(a|b)", "a|b", "(?:ab|a)", "^", "$", @"\b");

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
            var expected = Regex.Match(
                text, pattern.Replace("$", @"\z", StringComparison.Ordinal), RegexOptions.None, TimeSpan.FromSeconds(10));
            var regexp = Regexp.Parse(Encoding.UTF8.GetBytes(pattern));
            var bytes = Encoding.UTF8.GetBytes(text);
            regexp.IsMatch(bytes).ShouldBe(expected.Success);
            regexp.TryFind(bytes, out var match).ShouldBe(expected.Success);
            Encoding.UTF8.GetString(bytes[match]).ShouldBe(expected.Value);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Fact]
    public void Parse_AnyText_IsAPatternOrAnError() =>
        Prop.ForAll(
            Gen.Elements(
                "(",
                ")",
                "[",
                "]",
                "{",
                "}",
                "*",
                "?",
                "+",
                "|",
                "\\",
                "^",
                "-",
                "a",
                "1",
                ",",
                ":",
                "<",
                ">",
                "P",
                "p",
                "x",
                "Q",
                "E",
                "é",
                "$")
                .ListOf().Select(string.Concat).ToArbitrary(),
            pattern =>
            {
                try
                {
                    Regexp.Parse(Encoding.UTF8.GetBytes(pattern)).ReplaceAll("aé1-x"u8.ToArray(), "$1${x}"u8);
                }
                catch (RegexSyntaxException exception)
                {
                    exception.Message.ShouldStartWith("error parsing regexp: ");
                }
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));
}
