namespace Confd.GoTemplate.Syntax;

/// <summary>A template that can be called: the tree, and the text it was read from, which messages refer to.</summary>
/// <param name="Root">What it does.</param>
/// <param name="TextName">The name the text was parsed under.</param>
/// <param name="Text">The whole text; positions of nodes are offsets in it.</param>
internal sealed record TemplateBody(ListNode Root, string TextName, byte[] Text)
{
    /// <summary>Whether there is nothing but white space: such a body never replaces another.</summary>
    public bool IsEmpty => Root.IsEmpty;
}
