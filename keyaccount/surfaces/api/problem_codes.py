"""The stable codes of problem documents and what they mean, for the handbook page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    code: str
    status: int
    about: str


CODES = (
    Code("unreadable", 400, "The body is not JSON, or not a form where a file is expected."),
    Code("not_authenticated", 401, "No access token or session, or one that is not valid any more."),
    Code("not_allowed", 403, "You may see the record but not do this to it."),
    Code("token_may_not_write", 403, "The access token may only read."),
    Code("csrf_token_missing", 403, "A write by session needs the header X-CSRFToken."),
    Code("session_needed", 403, "Only someone who signed in may do this."),
    Code("field_not_shown", 403, "Your role does not see a field that was asked for, filtered by or written."),
    Code("not_found", 404, "There is no such record or address, or you may not see it: the two are not told apart."),
    Code("method_not_allowed", 405, "The address does not answer this method; Allow lists those it does."),
    Code("conflict", 409, "Someone else changed the same fields; 412 where If-Match was sent. “clashes” lists them."),
    Code("deal_already_closed", 409, "The opportunity is won or lost; open it again first."),
    Code("deal_not_closed", 409, "The opportunity is open already."),
    Code("job_is_over", 409, "The job has ended; there is nothing to cancel."),
    Code("job_not_over", 409, "The job has not ended yet."),
    Code("already_run", 409, "The import has been run already."),
    Code("cannot_undo", 409, "Only an import that has run can be undone, and only once."),
    Code("undo_refused", 409, "Records that the import brought were changed since; undo those, or force it."),
    Code("runs_elsewhere", 409, "Another process is at work on this import."),
    Code("still_at_work", 409, "A request with this Idempotency-Key is at work."),
    Code("written_meanwhile", 409, "Another record with the same unique value was written at the same moment."),
    Code("claim_lost", 409, "The request took so long that it was sent again meanwhile; it changed nothing."),
    Code("too_big", 413, "The body is too big."),
    Code("invalid", 422, "Parts of the request cannot be accepted; “errors” lists them."),
    Code("no_such_parameter", 422, "The address knows no such parameter."),
    Code("was_merged", 409, "The record was merged into another one; change that one."),
    Code("same_record", 409, "A record cannot be merged with itself."),
    Code("not_in_use", 409, "Only records that are neither archived nor merged can be merged."),
    Code("changed_meanwhile", 409, "One of the two records has another version than the one you read."),
    Code("cannot_stand_together", 409, "What both records have may stand only once and cannot be united."),
    Code("undone_already", 409, "The merge has been taken back already."),
    Code("changed_since", 409, "Taking the merge back would lose what was changed since; the sentence names it."),
    Code("no_such_field", 422, "“fields” names one that there is not."),
    Code("no_such_order", 422, "“sort” names something the list cannot be ordered by."),
    Code("cursor_unreadable", 422, "“after” is not a place in this list, or belongs to another order."),
    Code("match_unreadable", 422, "If-Match is not an ETag of ours."),
    Code("key_unreadable", 422, "The Idempotency-Key is too long or has characters that are not visible ASCII."),
    Code("key_used_otherwise", 422, "The Idempotency-Key was used for another request."),
    Code("no_key_here", 422, "The operation takes no Idempotency-Key."),
    Code("end_mark_missing", 422, "Leaving this stage forwards needs “evidence”: what shows that it is over."),
    Code("order_belongs_in_funnel", 422, "The order is not below the off-funnel threshold."),
    Code("not_narrowed_by", 422, "The figure cannot be narrowed by this filter."),
    Code("unreadable_file", 422, "A file cannot be read."),
    Code("file_too_large", 413, "A file is larger than imports may be."),
    Code("file_empty", 422, "A file is empty."),
    Code("file_missing", 422, "There is no such file."),
    Code("not_a_table", 422, "A file is no CSV or XLSX table."),
    Code("unsafe_archive", 422, "A workbook unpacks to far more than it should."),
    Code("wrong_encoding", 422, "A file is not in the encoding that was said."),
    Code("damaged_workbook", 422, "A workbook cannot be opened."),
    Code("unknown_encoding", 422, "The encoding of a file is not recognised: give options.encoding."),
    Code("no_heading", 422, "A table has no line of headings."),
    Code("repeated_heading", 422, "A heading stands twice in a table."),
    Code("broken_quotes", 422, "A quotation mark in a file is not closed."),
    Code("no_rows", 422, "A table has no rows."),
    Code("unknown_preset", 422, "There is no such preset."),
    Code("nothing_to_import", 422, "Nothing in the files can be imported."),
    Code("too_many_files", 422, "Too many files for one import."),
    Code("date_format_needed", 422, "Dates can be read in several ways: give options.date_format; “about” lists them."),
    Code("not_recognised", 422, "What a file holds is not recognised: give options.entities."),
    Code("columns_missing", 422, "No column fills a field that is needed: give options.columns."),
    Code("items_rejected", 422, "Of a bulk that was to be taken whole, items were rejected; “results” lists them."),
    Code("twice_in_one_bulk", 422, "An external id comes more than once in a bulk."),
    Code("too_many_requests", 429, "The limit of requests is reached; Retry-After says how long to wait."),
    Code("fault", 500, "Something went wrong on our side; “reference” finds it in the log."),
    Code("busy", 503, "The database is busy; send the request again."),
)
