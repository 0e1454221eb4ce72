namespace Confd.Cli.Tests.Secrecy;

/// <summary>Templates that fail over a value, each in another function or part of the language, and resources whose rendered file is not of
/// its format.</summary>
internal static class LeakingTemplates
{
    /// <summary>What no message may hold: a text with line breaks, escapes of terminals and marks of direction, and a number.</summary>
    public const string Mark = "S3CR3T";

    /// <inheritdoc cref="Mark"/>
    public const string Number = "7355608731";

    /// <summary>The keys of the file backend.</summary>
    public const string KeyFile =
        """
        {"app": {
          "text": "S3CR3T-a\nS3CR3T-b\r\u001b[2JS3CR3T\u2028S3CR3T\u0085S3CR3T\u202eS3CR3T",
          "number": "7355608731",
          "pattern": "S3CR3T(",
          "glob": "/S3CR3T[",
          "path": "../S3CR3T",
          "json": "{\"S3CR3T\": tru S3CR3T",
          "literal": "nulS3CR3T",
          "float": "7355608731e999",
          "base64": "S3CR3T*S3CR3T",
          "zero": "S3CR3T\u0000S3CR3T",
          "list": "[\"S3CR3T\", {\"S3CR3T\": 7355608731}]"
        }}
        """;

    /// <summary>Templates by what they fail in.</summary>
    public static IReadOnlyList<string> Templates { get; } =
    [
        """{{atoi (getv "/app/text")}}""",
        """{{getv "/app/text" | atoi}}""",
        """{{$x := getv "/app/text"}}{{with $x}}{{atoi .}}{{end}}""",
        """{{parseBool (getv "/app/text")}}""",
        """{{regexMatch (getv "/app/pattern") "x"}}""",
        """{{regexFind (printf "%s[" (getv "/app/pattern")) "x"}}""",
        """{{regexReplaceAll (getv "/app/pattern") "x" "y"}}""",
        """{{getv (getv "/app/text")}}""",
        """{{getv (printf "/app/%s" (getv "/app/number"))}}""",
        """{{get (getv "/app/text")}}""",
        """{{(get (base (getv "/app/path"))).Value}}""",
        """{{gets (getv "/app/glob")}}""",
        """{{getvs (getv "/app/glob")}}""",
        """{{include (getv "/app/text")}}""",
        """{{include (getv "/app/path")}}""",
        """{{include (getv "/app/zero")}}""",
        """{{include (printf "%s.tmpl" (getv "/app/number"))}}""",
        """{{include "inner.tmpl" (getv "/app/text")}}""",
        """{{json (getv "/app/json")}}""",
        """{{json (getv "/app/text")}}""",
        """{{jsonArray (getv "/app/literal")}}""",
        """{{fromJson (getv "/app/float")}}""",
        """{{index (list 1 2) (atoi (getv "/app/number"))}}""",
        """{{index (getv "/app/text") (atoi (getv "/app/number"))}}""",
        """{{slice (getv "/app/text") (atoi (getv "/app/number"))}}""",
        """{{slice (getv "/app/number") 9 (len (slice (getv "/app/number") 1 3))}}""",
        """{{getv "/app/text" | call}}""",
        """{{call (getv "/app/text")}}""",
        """{{range getv "/app/text"}}{{end}}""",
        """{{range $i, $x := atoi (getv "/app/number")}}{{end}}""",
        """{{eq (jsonArray (getv "/app/list")) (jsonArray (getv "/app/list"))}}""",
        """{{eq (getv "/app/text") (atoi (getv "/app/number"))}}""",
        """{{lt (getv "/app/text") 1}}""",
        """{{len (atoi (getv "/app/number"))}}""",
        """{{(getv "/app/text").Field}}""",
        """{{index (jsonArray (getv "/app/list")) (getv "/app/text")}}""",
        """{{seq 1 (atoi (getv "/app/number"))}}""",
        """{{repeat (atoi (getv "/app/number")) (getv "/app/text")}}""",
        """{{join (getv "/app/text") ","}}""",
        """{{dict (getv "/app/text")}}""",
        """{{div 1 (sub (atoi (getv "/app/number")) (atoi (getv "/app/number")))}}""",
        """{{flag (getv "/app/text")}}""",
        """{{(gets "/app/*").Less (atoi (getv "/app/number")) 0}}""",
        """{{template (getv "/app/text")}}""",
    ];

    /// <summary>Rendered text that is not of the format.</summary>
    public static IReadOnlyList<(string Format, string Template)> Outputs { get; } =
    [
        ("json", """{{getv "/app/text"}}"""),
        ("json", """{"a": {{getv "/app/literal"}}}"""),
        ("yaml", """a: [{{getv "/app/text"}}"""),
        ("yaml", "{{getv \"/app/number\"}}: 1\n{{getv \"/app/number\"}}: 2\n"),
        ("yaml", """a: *{{getv "/app/literal"}}"""),
        ("yaml", """a: !<{{getv "/app/literal"}}{} x"""),
        ("yaml", """&{{getv "/app/literal"}}[ : 1"""),
        ("yaml", """%YAML {{getv "/app/literal"}}"""),
        ("yaml", """a: !!int {{getv "/app/literal"}}"""),
        ("toml", """{{getv "/app/text"}}"""),
        ("toml", """a = {{getv "/app/literal"}}"""),
        ("toml", "{{getv \"/app/literal\"}} = 1\n{{getv \"/app/literal\"}} = 2\n"),
        ("xml", """<{{getv "/app/literal"}}></x>"""),
        ("xml", """<a>&{{getv "/app/literal"}};</a>"""),
    ];
}
