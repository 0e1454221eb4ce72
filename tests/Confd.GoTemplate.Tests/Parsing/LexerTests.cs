using System.Text;
using Confd.GoTemplate.Parsing;
using FsCheck;
using FsCheck.Fluent;

namespace Confd.GoTemplate.Tests.Parsing;

/// <summary>Rows are the items of Go's lexer (<c>text/template/parse</c>): their kinds and, where it can differ, their text.</summary>
public sealed class LexerTests
{
    [Theory]
    [InlineData("", "EndOfText")]
    [InlineData("plain text", "Text<plain text> EndOfText")]
    [InlineData("{{}}", "LeftDelimiter RightDelimiter EndOfText")]
    [InlineData("{{ }}", "LeftDelimiter Space RightDelimiter EndOfText")]
    [InlineData("a{{.}}b", "Text<a> LeftDelimiter Dot RightDelimiter Text<b> EndOfText")]
    [InlineData("{{.A.B}}", "LeftDelimiter Field<.A> Field<.B> RightDelimiter EndOfText")]
    [InlineData("{{$}}", "LeftDelimiter Variable<$> RightDelimiter EndOfText")]
    [InlineData("{{$x}}", "LeftDelimiter Variable<$x> RightDelimiter EndOfText")]
    [InlineData("{{$x.Y}}", "LeftDelimiter Variable<$x> Field<.Y> RightDelimiter EndOfText")]
    [InlineData("{{$x := 1}}", "LeftDelimiter Variable<$x> Space Declare Space Number<1> RightDelimiter EndOfText")]
    [InlineData("{{$x = 1}}", "LeftDelimiter Variable<$x> Space Assign Space Number<1> RightDelimiter EndOfText")]
    [InlineData(
        "{{$i, $e := .L}}",
        "LeftDelimiter Variable<$i> Char<,> Space Variable<$e> Space Declare Space Field<.L> RightDelimiter EndOfText")]
    [InlineData("{{1+2i}}", "LeftDelimiter Complex<1+2i> RightDelimiter EndOfText")]
    [InlineData("{{1i}}", "LeftDelimiter Number<1i> RightDelimiter EndOfText")]
    [InlineData("{{1+2}}", "LeftDelimiter Error<bad number syntax: \"1+2\">")]
    [InlineData("{{'a'}}", "LeftDelimiter CharConstant<'a'> RightDelimiter EndOfText")]
    [InlineData("{{'\\''}}", "LeftDelimiter CharConstant<'\\''> RightDelimiter EndOfText")]
    [InlineData("{{'}}", "LeftDelimiter Error<unterminated character constant>")]
    [InlineData("{{\"a\\\"b\"}}", "LeftDelimiter String<\"a\\\"b\"> RightDelimiter EndOfText")]
    [InlineData("{{\"a}}", "LeftDelimiter Error<unterminated quoted string>")]
    [InlineData("{{\"a\n\"}}", "LeftDelimiter Error<unterminated quoted string>")]
    [InlineData("{{`raw\nx` 1}}", "LeftDelimiter RawString<`raw\nx`> Space Number<1> RightDelimiter EndOfText")]
    [InlineData("{{`raw}}", "LeftDelimiter Error<unterminated raw quoted string>")]
    [InlineData("{{true false nil}}", "LeftDelimiter Bool<true> Space Bool<false> Space Nil RightDelimiter EndOfText")]
    [InlineData("{{iffy}}", "LeftDelimiter Identifier<iffy> RightDelimiter EndOfText")]
    [InlineData("{{(f 1)}}", "LeftDelimiter LeftParenthesis Identifier<f> Space Number<1> RightParenthesis RightDelimiter EndOfText")]
    [InlineData(
        "{{((1))}}",
        "LeftDelimiter LeftParenthesis LeftParenthesis Number<1> RightParenthesis RightParenthesis RightDelimiter EndOfText")]
    [InlineData("{{(}}", "LeftDelimiter LeftParenthesis Error<unclosed left paren>")]
    [InlineData("{{(3}}", "LeftDelimiter LeftParenthesis Number<3> Error<unclosed left paren>")]
    [InlineData("{{f | g}}", "LeftDelimiter Identifier<f> Space Pipe Space Identifier<g> RightDelimiter EndOfText")]
    [InlineData("{{a b}}", "LeftDelimiter Identifier<a> Space Identifier<b> RightDelimiter EndOfText")]
    [InlineData("{{a,b}}", "LeftDelimiter Identifier<a> Char<,> Identifier<b> RightDelimiter EndOfText")]
    [InlineData("{{a:b}}", "LeftDelimiter Identifier<a> Error<expected :=>")]
    [InlineData("{{a:=b}}", "LeftDelimiter Identifier<a> Declare Identifier<b> RightDelimiter EndOfText")]
    [InlineData("{{:}}", "LeftDelimiter Error<expected :=>")]
    [InlineData("{{a&b}}", "LeftDelimiter Error<bad character U+0026 '&'>")]
    [InlineData("{{!}}", "LeftDelimiter Char<!> RightDelimiter EndOfText")]
    [InlineData("{{;}}", "LeftDelimiter Char<;> RightDelimiter EndOfText")]
    [InlineData("{{é}}", "LeftDelimiter Identifier<é> RightDelimiter EndOfText")]
    [InlineData("{{日本}}", "LeftDelimiter Identifier<日本> RightDelimiter EndOfText")]
    [InlineData("{{.é}}", "LeftDelimiter Field<.é> RightDelimiter EndOfText")]
    [InlineData("{{\u0001}}", "LeftDelimiter Error<unrecognized character in action: U+0001>")]
    [InlineData("{{☃}}", "LeftDelimiter Error<unrecognized character in action: U+2603 '☃'>")]
    [InlineData("{{a☃}}", "LeftDelimiter Error<bad character U+2603 '☃'>")]
    [InlineData("{{.a☃}}", "LeftDelimiter Error<bad character U+2603 '☃'>")]
    [InlineData("{{a\"b\"}}", "LeftDelimiter Error<bad character U+0022 '\"'>")]
    [InlineData("{{/* c */}}x", "Text<x> EndOfText")]
    [InlineData("{{- /* c */ -}} x", "Text<x> EndOfText")]
    [InlineData("a {{- /* c */}}b", "Text<a> Text<b> EndOfText")]
    [InlineData("{{/* c }}", "Error<unclosed comment>")]
    [InlineData("{{/* c */ }}", "Error<comment ends before closing delimiter>")]
    [InlineData("{{/*", "Error<unclosed comment>")]
    [InlineData(
        "{{ /* c */}}",
        "LeftDelimiter Space Char</> Char<*> Space Identifier<c> Space Char<*> Char</> RightDelimiter EndOfText")]
    [InlineData("a \n{{- 1 -}}\n b", "Text<a> LeftDelimiter Number<1> RightDelimiter Text<b> EndOfText")]
    [InlineData("{{-1}}", "LeftDelimiter Number<-1> RightDelimiter EndOfText")]
    [InlineData("{{- 1}}", "LeftDelimiter Number<1> RightDelimiter EndOfText")]
    [InlineData("{{1 -}} x", "LeftDelimiter Number<1> RightDelimiter Text<x> EndOfText")]
    [InlineData("{{1 - 2}}", "LeftDelimiter Number<1> Space Number<-> Space Number<2> RightDelimiter EndOfText")]
    [InlineData("{{1 -}}", "LeftDelimiter Number<1> RightDelimiter EndOfText")]
    [InlineData("x {{-}}", "Text<x > LeftDelimiter Number<-> RightDelimiter EndOfText")]
    [InlineData("x {{- -}} y", "Text<x> LeftDelimiter Number<-> RightDelimiter Text< y> EndOfText")]
    [InlineData("{{", "LeftDelimiter Error<unclosed action>")]
    [InlineData("{{1", "LeftDelimiter Number<1> Error<unclosed action>")]
    [InlineData("{{ 1 ", "LeftDelimiter Space Number<1> Space Error<unclosed action>")]
    [InlineData("{{\n1\n}}", "LeftDelimiter Space Number<1> Space RightDelimiter EndOfText")]
    [InlineData("{{1}}{{2}}", "LeftDelimiter Number<1> RightDelimiter LeftDelimiter Number<2> RightDelimiter EndOfText")]
    [InlineData("}}", "Text<}}> EndOfText")]
    [InlineData("{", "Text<{> EndOfText")]
    [InlineData("{{{1}}}", "LeftDelimiter Char<{> Number<1> RightDelimiter Text<}> EndOfText")]
    [InlineData("a{b", "Text<a{b> EndOfText")]
    [InlineData("{{.}", "LeftDelimiter Error<bad character U+007D '}'>")]
    [InlineData("{{1_000 0b1 0o7}}", "LeftDelimiter Number<1_000> Space Number<0b1> Space Number<0o7> RightDelimiter EndOfText")]
    [InlineData("{{089}}", "LeftDelimiter Number<089> RightDelimiter EndOfText")]
    [InlineData("{{0x}}", "LeftDelimiter Number<0x> RightDelimiter EndOfText")]
    [InlineData("{{1a}}", "LeftDelimiter Error<bad number syntax: \"1a\">")]
    [InlineData("{{0xg}}", "LeftDelimiter Error<bad number syntax: \"0xg\">")]
    [InlineData("{{1.2.3}}", "LeftDelimiter Number<1.2> Number<.3> RightDelimiter EndOfText")]
    [InlineData("{{1e+}}", "LeftDelimiter Number<1e+> RightDelimiter EndOfText")]
    [InlineData("{{+}}", "LeftDelimiter Number<+> RightDelimiter EndOfText")]
    [InlineData("{{-}}", "LeftDelimiter Number<-> RightDelimiter EndOfText")]
    [InlineData("{{.x.}}", "LeftDelimiter Field<.x> Dot RightDelimiter EndOfText")]
    [InlineData("{{..}}", "LeftDelimiter Dot Dot RightDelimiter EndOfText")]
    [InlineData("{{.1}}", "LeftDelimiter Number<.1> RightDelimiter EndOfText")]
    [InlineData("{{.1x}}", "LeftDelimiter Error<bad number syntax: \".1x\">")]
    [InlineData("{{x.y}}", "LeftDelimiter Identifier<x> Field<.y> RightDelimiter EndOfText")]
    [InlineData("{{\"a\".b}}", "LeftDelimiter String<\"a\"> Field<.b> RightDelimiter EndOfText")]
    [InlineData("{{$a$b}}", "LeftDelimiter Error<bad character U+0024 '$'>")]
    [InlineData("{{.a$}}", "LeftDelimiter Error<bad character U+0024 '$'>")]
    [InlineData("{{@}}", "LeftDelimiter Char<@> RightDelimiter EndOfText")]
    [InlineData("{{a@}}", "LeftDelimiter Error<bad character U+0040 '@'>")]
    [InlineData("{{\t1\r\n2}}", "LeftDelimiter Space Number<1> Space Number<2> RightDelimiter EndOfText")]
    public void Read_Text_GivesGosItems(string text, string expected) => Describe(text, "{{", "}}", withLines: false).ShouldBe(expected);

    [Theory]
    [InlineData("a\nb{{1}}", "Text@1<a\nb> LeftDelimiter@2 Number@2<1> RightDelimiter@2 EndOfText@2")]
    [InlineData("a\n\n{{1}}\nb", "Text@1<a\n\n> LeftDelimiter@3 Number@3<1> RightDelimiter@3 Text@3<\nb> EndOfText@4")]
    [InlineData("{{\n1\n2}}", "LeftDelimiter@1 Space@1 Number@2<1> Space@2 Number@3<2> RightDelimiter@3 EndOfText@3")]
    [InlineData(
        "a\n {{- 1 -}} \n\nb{{2}}",
        "Text@1<a> LeftDelimiter@2 Number@2<1> RightDelimiter@2 Text@4<b> LeftDelimiter@4 Number@4<2> RightDelimiter@4 EndOfText@4")]
    [InlineData("{{/* a\nb */}}\n{{1}}", "Text@2<\n> LeftDelimiter@3 Number@3<1> RightDelimiter@3 EndOfText@3")]
    [InlineData(
        "{{`a\nb`}}{{1}}",
        "LeftDelimiter@1 RawString@1<`a\nb`> RightDelimiter@2 LeftDelimiter@2 Number@2<1> RightDelimiter@2 EndOfText@2")]
    [InlineData("a\n{{\"x", "Text@1<a\n> LeftDelimiter@2 Error@2<unterminated quoted string>")]
    [InlineData(
        "\n\n{{1 ☃}}",
        "Text@1<\n\n> LeftDelimiter@3 Number@3<1> Space@3 Error@3<unrecognized character in action: U+2603 '☃'>")]
    [InlineData("a\n{{- /* c\n */ -}}\n{{1}}", "Text@1<a> LeftDelimiter@4 Number@4<1> RightDelimiter@4 EndOfText@4")]
    [InlineData(
        "{{1}}\n{{(}}",
        "LeftDelimiter@1 Number@1<1> RightDelimiter@1 Text@1<\n> LeftDelimiter@2 LeftParenthesis@2 Error@2<unclosed left paren>")]
    public void Read_SeveralLines_NumbersItemsAsGo(string text, string expected)
        => Describe(text, "{{", "}}", withLines: true).ShouldBe(expected);

    [Theory]
    [InlineData("<<", ">>", "a<<1>>b", "Text<a> LeftDelimiter Number<1> RightDelimiter Text<b> EndOfText")]
    [InlineData("<<", ">>", "<<.X | f>>", "LeftDelimiter Field<.X> Space Pipe Space Identifier<f> RightDelimiter EndOfText")]
    [InlineData("<<", ">>", "<</* c */>>", "EndOfText")]
    [InlineData("<<", ">>", " <<- 1 ->> ", "LeftDelimiter Number<1> RightDelimiter EndOfText")]
    [InlineData("<<", ">>", "<<\"x\">>", "LeftDelimiter String<\"x\"> RightDelimiter EndOfText")]
    [InlineData("[", "]", "a[1]b", "Text<a> LeftDelimiter Number<1> RightDelimiter Text<b> EndOfText")]
    [InlineData("[", "]", "[.X | f]", "LeftDelimiter Field<.X> Space Pipe Space Identifier<f> RightDelimiter EndOfText")]
    [InlineData("[", "]", "[/* c */]", "EndOfText")]
    [InlineData("[", "]", " [- 1 -] ", "LeftDelimiter Number<1> RightDelimiter EndOfText")]
    [InlineData("[", "]", "[\"x\"]", "LeftDelimiter String<\"x\"> RightDelimiter EndOfText")]
    [InlineData("«", "»", "a«1»b", "Text<a> LeftDelimiter Number<1> RightDelimiter Text<b> EndOfText")]
    [InlineData("«", "»", "«.X | f»", "LeftDelimiter Field<.X> Space Pipe Space Identifier<f> RightDelimiter EndOfText")]
    [InlineData("«", "»", "«/* c */»", "EndOfText")]
    [InlineData("«", "»", " «- 1 -» ", "LeftDelimiter Number<1> RightDelimiter EndOfText")]
    [InlineData("«", "»", "«\"x\"»", "LeftDelimiter String<\"x\"> RightDelimiter EndOfText")]
    [InlineData("{{", "%%", "a{{1%%b", "Text<a> LeftDelimiter Number<1> RightDelimiter Text<b> EndOfText")]
    [InlineData("{{", "%%", "{{.X | f%%", "LeftDelimiter Field<.X> Space Pipe Space Identifier<f> RightDelimiter EndOfText")]
    [InlineData("{{", "%%", "{{/* c */%%", "EndOfText")]
    [InlineData("{{", "%%", " {{- 1 -%% ", "LeftDelimiter Number<1> RightDelimiter EndOfText")]
    [InlineData("{{", "%%", "{{\"x\"%%", "LeftDelimiter String<\"x\"> RightDelimiter EndOfText")]
    [InlineData("-", "-", "a-1-b", "Text<a> LeftDelimiter Error<bad number syntax: \"1-b\">")]
    [InlineData("-", "-", "-.X | f-", "LeftDelimiter Field<.X> Space Pipe Space Identifier<f> RightDelimiter EndOfText")]
    [InlineData("-", "-", "-/* c */-", "EndOfText")]
    [InlineData("-", "-", " -- 1 -- ", "LeftDelimiter Number<1> RightDelimiter EndOfText")]
    [InlineData("-", "-", "-\"x\"-", "LeftDelimiter String<\"x\"> RightDelimiter EndOfText")]
    [InlineData("(", ")", "a(1)b", "Text<a> LeftDelimiter Number<1> RightDelimiter Text<b> EndOfText")]
    [InlineData("(", ")", "(.X | f)", "LeftDelimiter Field<.X> Space Pipe Space Identifier<f> RightDelimiter EndOfText")]
    [InlineData("(", ")", "(/* c */)", "EndOfText")]
    [InlineData("(", ")", " (- 1 -) ", "LeftDelimiter Number<1> RightDelimiter EndOfText")]
    [InlineData("(", ")", "(\"x\")", "LeftDelimiter String<\"x\"> RightDelimiter EndOfText")]
    [InlineData("<%", "%>", "a<%1%>b", "Text<a> LeftDelimiter Number<1> RightDelimiter Text<b> EndOfText")]
    [InlineData("<%", "%>", "<%.X | f%>", "LeftDelimiter Field<.X> Space Pipe Space Identifier<f> RightDelimiter EndOfText")]
    [InlineData("<%", "%>", "<%/* c */%>", "EndOfText")]
    [InlineData("<%", "%>", " <%- 1 -%> ", "LeftDelimiter Number<1> RightDelimiter EndOfText")]
    [InlineData("<%", "%>", "<%\"x\"%>", "LeftDelimiter String<\"x\"> RightDelimiter EndOfText")]
    public void Read_OtherDelimiters_AreTakenForTheActions(string left, string right, string text, string expected)
        => Describe(text, left, right, withLines: false).ShouldBe(expected);

    [Fact]
    public void Read_BreakAndContinueThatAreFunctions_AreIdentifiers()
    {
        var lexer = new Lexer("{{break}}{{continue}}"u8.ToArray(), "{{", "}}", breakIsKeyword: false, continueIsKeyword: false);
        ReadAll(lexer).Count(token => token.Kind == TokenKind.Identifier).ShouldBe(2);
    }

    [Fact]
    public void Read_AfterTheEndOrAnError_StaysAtTheEnd()
    {
        var lexer = new Lexer("{{☃"u8.ToArray(), "{{", "}}", breakIsKeyword: true, continueIsKeyword: true);
        ReadAll(lexer)[^1].Kind.ShouldBe(TokenKind.Error);
        for (var again = 0; again < 2; again++)
        {
            lexer.Read(out var token);
            token.Kind.ShouldBe(TokenKind.EndOfText);
        }
    }

    [Fact]
    public void Read_AnyText_EndsAndStaysInside()
    {
        var pieces = Gen.Elements(
            "{{", "}}", "{{-", "-}}", "/*", "*/", " ", "\n", "\"", "`", "'", "\\", "(", ")", ".", "$", "x", "1", "0x", "e", "+", "-", "|",
            ":", "=", ",", "é", "☃", "if", "end");
        Prop.ForAll(pieces.ListOf().Select(string.Concat).ToArbitrary(), text =>
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            var tokens = ReadAll(new Lexer(bytes, "{{", "}}", breakIsKeyword: true, continueIsKeyword: true));
            var previousEnd = 0;
            foreach (var token in tokens)
            {
                token.Position.ShouldBeInRange(previousEnd, bytes.Length);
                (token.Position + token.Length).ShouldBeLessThanOrEqualTo(bytes.Length);
                token.Line.ShouldBe(1 + bytes.AsSpan(0, token.Position).Count((byte)'\n'));
                previousEnd = token.Position + token.Length;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    private static List<Token> ReadAll(Lexer lexer)
    {
        var tokens = new List<Token>();
        do
        {
            lexer.Read(out var token);
            tokens.Add(token);
        }
        while (tokens[^1].Kind is not (TokenKind.EndOfText or TokenKind.Error));
        return tokens;
    }

    private static string Describe(string text, string left, string right, bool withLines)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var lexer = new Lexer(bytes, left, right, breakIsKeyword: true, continueIsKeyword: true);
        return string.Join(' ', ReadAll(lexer).Select(token => Describe(token, bytes, lexer.Problem, withLines)));
    }

    private static string Describe(Token token, byte[] text, string? problem, bool withLines)
    {
        var line = withLines ? $"@{token.Line}" : "";
        var content = token.Kind switch
        {
            TokenKind.Error => $"<{problem}>",
            TokenKind.Text or TokenKind.Number or TokenKind.Complex or TokenKind.CharConstant or TokenKind.String or TokenKind.RawString
                or TokenKind.Identifier or TokenKind.Field or TokenKind.Variable or TokenKind.Char or TokenKind.Bool
                => $"<{Encoding.UTF8.GetString(text.AsSpan(token.Position, token.Length))}>",
            _ => "",
        };
        return $"{token.Kind}{line}{content}";
    }
}
