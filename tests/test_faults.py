"""Where each bad input of the list of faults is held, so that none of them goes unproven.

The numbers are those of the list that the intake was built to: 1 to 24, 26 and 33 are bad inputs,
27 to 30 are months and plans at their limits, 31 and 32 are money and its rounding, 46 is the cache
of kernels, 48 is what surrounds the reading of them. A name here is `file::test`, relative to the
tests.
"""

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
FILES, COLUMNS, ROWS = "faults/test_files.py", "faults/test_columns.py", "faults/test_rows.py"
IDS, AROUND = "faults/test_hostile_ids.py", "faults/test_surroundings.py"
PLANS, MONEY = "faults/test_plans.py", "faults/test_money.py"
CACHE, PARQUET = "kernels/test_cache.py", "traps/test_parquet_traps.py"

HELD: dict[int, tuple[str, ...]] = {
    1: (
        f"{FILES}::test_a_path_that_is_not_there",
        f"{FILES}::test_a_file_in_the_place_of_a_folder",
        "test_bad_input.py::test_a_missing_folder",
        "test_refusals.py::test_a_name_too_long_for_the_system_is_one_of_nothing",
    ),
    2: (
        f"{FILES}::test_a_folder_with_nothing_to_read",
        f"{PARQUET}::test_an_empty_folder_is_a_table_without_rows",
        "test_bad_input.py::test_an_empty_folder",
    ),
    3: (
        f"{FILES}::test_a_file_without_a_byte",
        f"{FILES}::test_an_empty_part_among_good_ones",
        f"{FILES}::test_an_export_without_a_byte",
        f"{FILES}::test_an_export_with_a_header_alone",
    ),
    4: (
        f"{FILES}::test_a_file_that_is_cut_off_anywhere",
        f"{FILES}::test_a_file_with_bytes_after_its_end",
        f"{FILES}::test_an_export_that_is_cut_off_in_a_row",
        f"{FILES}::test_an_export_that_is_cut_off_in_quotes",
        f"{FILES}::test_a_packed_export_that_is_cut_off",
        f"{FILES}::test_a_parquet_export_that_is_cut_off_or_damaged",
        "test_bad_input.py::test_a_truncated_file",
    ),
    5: (
        f"{FILES}::test_text_that_is_named_parquet",
        f"{FILES}::test_every_damaged_file_is_named_in_one_go",
        f"{FILES}::test_parquet_that_is_named_csv",
        "test_bad_input.py::test_a_text_file_named_parquet",
    ),
    6: (
        f"{FILES}::test_a_flipped_bit_in_a_page_with_a_checksum",
        f"{FILES}::test_a_flipped_bit_in_a_file_that_an_import_listed",
        f"{FILES}::test_a_flipped_bit_that_nothing_protects_is_a_limit",
        f"{PARQUET}::test_no_flipped_bit_passes_the_door_where_pages_carry_checksums",
        f"{PARQUET}::test_a_column_that_gives_fewer_rows_ends_the_others_silently",
    ),
    7: (
        f"{FILES}::test_a_file_that_nobody_knows",
        f"{FILES}::test_a_file_that_nobody_knows_among_the_parts",
        f"{FILES}::test_all_of_them_are_listed",
    ),
    8: (
        f"{COLUMNS}::test_a_column_missing_in_one_of_many_files",
        f"{COLUMNS}::test_a_column_missing_everywhere_that_the_plan_reads",
        f"{COLUMNS}::test_a_needed_column_missing",
    ),
    9: (
        f"{COLUMNS}::test_an_extra_column_in_one_of_many_files",
        f"{COLUMNS}::test_an_extra_column_that_nobody_knows",
        f"{COLUMNS}::test_an_extra_column_of_an_export",
    ),
    10: (
        f"{COLUMNS}::test_a_column_of_another_case",
        f"{COLUMNS}::test_a_column_of_another_case_in_one_file",
        "test_bad_input.py::test_a_misspelt_column",
    ),
    11: (
        f"{COLUMNS}::test_widths_of_whole_numbers_may_differ_between_files",
        f"{COLUMNS}::test_a_type_that_would_have_to_be_converted",
    ),
    12: (
        f"{COLUMNS}::test_a_type_that_would_have_to_be_converted",
        f"{PARQUET}::test_texts_are_parsed_as_the_first_files_numbers",
        "test_bad_input.py::test_a_part_with_another_type",
    ),
    13: (
        f"{COLUMNS}::test_stamps_that_are_not_in_utc",
        "test_bad_input.py::test_naive_timestamps",
    ),
    14: (f"{COLUMNS}::test_a_decimals_scale_that_differs",),
    15: (f"{COLUMNS}::test_text_in_every_physical_form_gives_the_same_bytes",),
    16: (
        f"{COLUMNS}::test_a_column_of_nulls_where_nulls_may_be",
        f"{COLUMNS}::test_a_column_of_nulls_where_none_may_be",
    ),
    17: (
        f"{COLUMNS}::test_a_folder_named_after_a_value",
        f"{PARQUET}::test_a_folder_named_after_a_value_makes_a_column_of_numbers",
    ),
    18: (
        f"{COLUMNS}::test_a_column_that_is_there_twice",
        f"{COLUMNS}::test_a_column_of_an_export_that_is_there_twice",
    ),
    19: (
        f"{FILES}::test_the_same_content_under_another_name",
        f"{FILES}::test_ranges_that_overlap",
        f"{FILES}::test_a_file_given_as_file_and_as_folder",
    ),
    20: (
        f"{ROWS}::test_an_id_that_stands_twice",
        f"{ROWS}::test_an_id_that_stands_twice_in_an_export",
        f"{ROWS}::test_an_id_that_stands_twice_where_the_profile_calls_it_an_error",
    ),
    21: (
        f"{ROWS}::test_numbers_that_are_none",
        f"{ROWS}::test_too_many_of_them_end_the_run",
        f"{ROWS}::test_minus_zero_is_zero",
    ),
    22: (f"{ROWS}::test_a_sum_beyond_64_bits_is_exact",),
    23: (
        f"{ROWS}::test_a_time_that_cannot_be",
        f"{ROWS}::test_a_duration_below_zero",
        f"{ROWS}::test_rows_outside_of_the_period_are_excluded_and_not_quarantined",
        f"{ROWS}::test_a_file_of_another_month_is_refused",
        f"{ROWS}::test_a_time_of_an_export_that_cannot_be",
    ),
    24: (
        "worktime/test_hours.py::test_hours_of_one_day",
        "worktime/test_hours.py::test_a_day_that_a_zone_leaves_out_gives_no_hours_twice",
        "worktime/test_hours.py::test_a_holiday_on_a_closed_day_takes_nothing_and_a_worked_saturday_adds",
        "worktime/test_timeline.py::test_a_count_of_minutes_gives_the_same",
    ),
    26: (
        f"{ROWS}::test_rows_that_name_nobody_are_counted",
        f"{ROWS}::test_rows_of_an_export_that_name_nobody_are_written",
        f"{ROWS}::test_a_roster_without_an_agents_name_is_refused",
    ),
    27: (
        f"{PLANS}::test_a_month_without_a_survey_does_what_the_plan_says",
        f"{PLANS}::test_a_denominator_of_nothing_is_missing_and_not_nothing",
        f"{PLANS}::test_an_agent_without_a_ticket_stands_beside_the_others",
    ),
    28: (
        f"{PLANS}::test_a_plan_that_covers_nobody_is_a_fault_of_data",
        f"{PLANS}::test_agents_who_are_all_alike_read_what_the_plan_says",
        f"{PLANS}::test_an_agent_who_is_alone_reads_it_too",
    ),
    29: (
        f"{PLANS}::test_a_score_on_an_edge_is_in_the_band_that_the_plan_says",
        f"{PLANS}::test_ties_at_every_cut_come_out_alike_in_any_order",
    ),
    30: (
        f"{PLANS}::test_what_yaml_may_not_say_is_refused_at_its_place",
        f"{PLANS}::test_bytes_that_are_no_plan_are_refused",
        f"{PLANS}::test_two_overrides_that_match_an_agent_are_refused_with_how_many",
    ),
    31: (
        f"{MONEY}::test_an_amount_that_its_currency_does_not_have_is_refused",
        f"{MONEY}::test_an_amount_at_the_places_of_its_currency_is_paid",
        f"{MONEY}::test_a_currency_that_nobody_knows_is_refused_in_the_roster",
        f"{MONEY}::test_a_step_that_cannot_be_paid_is_refused",
        f"{MONEY}::test_an_amount_that_cannot_be_converted_is_refused",
        f"{MONEY}::test_a_rate_that_is_not_there_ends_the_run_with_every_pair",
        f"{MONEY}::test_two_rates_for_a_pair_and_a_day_are_refused",
        f"{MONEY}::test_a_plan_that_converts_needs_the_table",
        f"{MONEY}::test_a_day_that_is_none_is_refused",
        "intake/test_more_tables.py::test_every_rule_is_told_with_its_rows",
    ),
    32: (
        "exact/test_fixed.py::test_division_rounds_as_decimal_does",
        "exact/test_fixed.py::test_every_total_is_split_as_one_is",
        "exact/test_ratios.py::test_halves_of_a_step_go_where_the_mode_says",
        "stages/test_money.py::test_a_line_is_rounded_to_its_own_step_by_its_own_mode",
        "stages/test_money.py::test_a_hundred_thousand_lines_are_those_of_fractions",
        f"{MONEY}::test_shares_that_are_no_whole_are_refused",
    ),
    33: (
        f"{IDS}::test_agents_of_odd_names_are_scored_and_name_no_file",
        f"{IDS}::test_an_agent_whose_name_hides_something_is_refused_in_the_roster",
        f"{IDS}::test_rows_whose_id_hides_something_are_set_aside",
        f"{IDS}::test_twins_are_two_agents_and_are_told",
        f"{IDS}::test_an_export_of_an_odd_name",
        f"{IDS}::test_an_export_whose_name_hides_something",
        f"{IDS}::test_a_part_of_an_odd_name",
    ),
    46: (
        f"{CACHE}::test_a_constant_that_a_helper_uses_is_edited_and_nothing_else_shows_it",
        f"{CACHE}::test_damaged_files_are_told_and_healed_whatever_the_damage",
        f"{CACHE}::test_no_flipped_bit_and_no_cut_is_read_as_if_it_were_whole",
        f"{CACHE}::test_a_read_only_disk_gives_what_is_on_it_and_takes_nothing",
        f"{CACHE}::test_a_disk_that_takes_no_more",
        f"{CACHE}::test_a_folder_of_another_user_is_not_used",
        f"{CACHE}::test_another_processor_has_code_of_its_own",
        f"{CACHE}::test_a_machine_without_a_home",
    ),
    48: (
        f"{AROUND}::test_an_import_writes_the_same_bytes_everywhere",
        f"{AROUND}::test_a_check_says_the_same_where_checks_were_switched_off",
        f"{AROUND}::test_a_run_writes_the_same_bytes_where_checks_were_switched_off",
    ),
}


def functions(file: str) -> set[str]:
    """The tests that a file holds."""
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_fault_of_reading_is_held():
    assert sorted(HELD) == [*range(1, 25), *range(26, 34), 46, 48]
    assert all(HELD.values())


@pytest.mark.parametrize("number", HELD)
def test_the_tests_that_hold_a_fault_are_there(number):
    for node in HELD[number]:
        file, name = node.split("::")
        assert name.startswith("test_")
        assert name in functions(file), node


def test_every_test_of_faults_is_in_the_list():
    named = {node for nodes in HELD.values() for node in nodes}
    files = sorted(path.name for path in (TESTS / "faults").glob("test_*.py"))
    known = (FILES, COLUMNS, ROWS, IDS, AROUND, PLANS, MONEY)
    assert files == sorted(name.removeprefix("faults/") for name in known)
    assert set(known) <= {node.split("::")[0] for node in named}
