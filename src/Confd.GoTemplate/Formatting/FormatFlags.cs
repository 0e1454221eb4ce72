namespace Confd.GoTemplate.Formatting;

/// <summary>The flags between the percent sign and the verb.</summary>
internal struct FormatFlags
{
    /// <summary>Null where none is given.</summary>
    public int? Width;

    /// <summary>Null where none is given.</summary>
    public int? Precision;

    public bool Minus;
    public bool Plus;
    public bool Sharp;
    public bool Space;
    public bool Zero;

    /// <summary><c>%+v</c>: field names.</summary>
    public bool PlusV;

    /// <summary><c>%#v</c>: Go syntax.</summary>
    public bool SharpV;
}
